import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import { letterGroup } from '@shared/model/letter-group'
import type { LetterSelection, ResendPreview } from '@shared/model/letter-resend'
import { openLetterCheck } from './letter-check'

const PAGE = 500
/** Some seconds of work. */
const MOST_TRIED = 100_000
/** The window shows a list of them. */
const MOST_REASONS = 20

type Used = Pick<FlowPorts, 'clock' | 'codecs' | 'registry' | 'resends'>

/** How many of these letters would pass if they were sent again now: reads them with the current schemas, and sends none. */
export async function previewResend(
  ports: Used,
  dataset: Dataset,
  selection: LetterSelection,
  signal: AbortSignal,
): Promise<ResendPreview> {
  const letters = await ports.resends.countOpen(selection)
  const check = await openLetterCheck(ports, dataset)
  const reasons = new Map<string, number>()
  let [tried, pass] = [0, 0]
  for (let after = 0; tried < MOST_TRIED; ) {
    const page = await ports.resends.openLetters(selection, after, PAGE)
    const last = page.at(-1)
    if (!last) break
    for (const { result } of await check.check(page, signal)) {
      tried++
      if (typeof result !== 'string') pass++
      else reasons.set(letterGroup(result), (reasons.get(letterGroup(result)) ?? 0) + 1)
    }
    after = last.id
    // The window's other calls get their turn.
    await ports.clock.sleep(0, signal)
  }
  const refused = [...reasons].map(([reason, count]) => ({ reason, letters: count }))
  return { letters, tried, pass, refused: refused.sort((a, b) => b.letters - a.letters).slice(0, MOST_REASONS) }
}
