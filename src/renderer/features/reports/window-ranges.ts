import { MINUTE_MS } from '@shared/lib/time'
import type { WindowStart } from '@shared/model/window'
import { formatMoment } from '../../ui/format/time'

/** "10:02–10:04, 10:07": windows in words, oldest first, with neighbours joined; windows of other days include the date. */
export function windowRanges(starts: readonly WindowStart[], now: number): string {
  const runs: { first: WindowStart; last: WindowStart }[] = []
  for (const start of [...starts].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run.last + MINUTE_MS === start) run.last = start
    else runs.push({ first: start, last: start })
  }
  const words = runs.map(({ first, last }) =>
    first === last ? formatMoment(first, now) : `${formatMoment(first, now)}–${formatMoment(last, now)}`,
  )
  return words.length > SHOWN ? `${words.slice(0, SHOWN).join(', ')} and more` : words.join(', ')
}

const SHOWN = 4
