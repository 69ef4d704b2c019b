import { MINUTE_MS, type WindowStart } from '@shared/model/window'
import { formatMinute } from '../../ui/format/time'

/** "10:02–10:04, 10:07": windows in words, oldest first, neighbours drawn together. */
export function windowRuns(starts: readonly WindowStart[]): string {
  const runs: { first: WindowStart; last: WindowStart }[] = []
  for (const start of [...starts].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run.last + MINUTE_MS === start) run.last = start
    else runs.push({ first: start, last: start })
  }
  const words = runs.map(({ first, last }) =>
    first === last ? formatMinute(first) : `${formatMinute(first)}–${formatMinute(last)}`,
  )
  return words.length > SHOWN ? `${words.slice(0, SHOWN).join(', ')} and more` : words.join(', ')
}

const SHOWN = 4
