import type { LetterResends } from '@main/ports/letter-resends'
import { FaultError } from '@shared/model/fault'
import type { LetterSelection, Resend } from '@shared/model/letter-resend'
import type { StageId } from '@shared/model/stage'

/** What sends letters and stores them. */
export const RESEND_STAGES: readonly StageId[] = ['log', 'store', 'sink', 'source']

/** Claims the letters; the source stage sends them. Throws `no-open-letters`. */
export async function startResend(resends: LetterResends, id: string, selection: LetterSelection): Promise<Resend> {
  const resend = await resends.start(id, selection)
  if (!resend) throw new FaultError({ code: 'no-open-letters', dataset: selection.dataset })
  return resend
}
