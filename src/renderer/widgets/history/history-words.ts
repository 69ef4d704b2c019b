import { assertNever } from '@shared/model/assert-never'
import { HISTORY_MINUTES, type HistoryJob } from '@shared/model/history'
import { formatMinute } from '../../ui/format/time'

/** What has become of the history, in a line. */
export function historyWords(job: HistoryJob | null): string {
  if (!job) return `${HISTORY_MINUTES} minutes of history, made by the simulator`
  const range = `${formatMinute(job.from)} to ${formatMinute(job.to)} UTC`
  switch (job.state) {
    case 'running':
      return `Making history: minute ${Math.min(HISTORY_MINUTES, minutesMade(job) + 1)} of ${HISTORY_MINUTES}`
    case 'finishing':
      return 'Every event is in the log. The last minutes are being reported'
    case 'done':
      return `The history is complete: ${range}`
    case 'cancelled':
      return `Cancelled after ${minutesMade(job)} of ${HISTORY_MINUTES} minutes. What was made stays`
    case 'failed':
      return `The history failed after ${minutesMade(job)} of ${HISTORY_MINUTES} minutes`
    default:
      return assertNever(job.state)
  }
}

/** From 0 to 1. */
export function historyShare({ from, to, reached }: HistoryJob): number {
  return (reached - from) / (to - from)
}

function minutesMade(job: HistoryJob): number {
  return Math.floor(historyShare(job) * HISTORY_MINUTES)
}
