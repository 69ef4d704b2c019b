import { countOf } from '@shared/lib/count-of'
import { assertNever } from '@shared/model/assert-never'
import type { DeadLetter } from '@shared/model/dead-letter'
import { lettersOf, type Resend, type ResendCounts, type ResendPreview } from '@shared/model/letter-resend'
import { formatCount } from '../../ui/format/numbers'

/** The title of a resend: what is going on. */
export function resendTitle({ state, counts, dataset }: Resend): string {
  const letters = `${countOf(lettersOf(counts), 'dead letter')} of ${dataset}`
  switch (state) {
    case 'running':
      return `Sending ${letters} again`
    case 'cancelling':
      return `Cancelled; following what was sent of ${letters}`
    case 'cancelled':
      return `Cancelled: ${letters}`
    case 'done':
      return `Sent again: ${letters}`
    default:
      return assertNever(state)
  }
}

/** What has become of the letters, in numbers. */
export function resendNote({ counts, problem }: Resend): string {
  const { waiting, sent, stored, dead, kept } = counts
  const parts = [
    `${formatCount(stored)} stored`,
    `${formatCount(dead)} dead again`,
    ...(kept > 0 ? [`${formatCount(kept)} open as before`] : []),
    ...(sent > 0 ? [`${formatCount(sent)} on their way`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
  ]
  return `${parts.join(' · ')}${problem === null ? '' : `. ${problem}`}`
}

/** From 0 to 1. */
export function resendShare(counts: ResendCounts): number {
  return (counts.stored + counts.dead + counts.kept) / Math.max(1, lettersOf(counts))
}

export function previewTitle({ letters, tried, pass }: ResendPreview): string {
  const of = tried < letters ? `the oldest ${formatCount(tried)} of ${formatCount(letters)}` : formatCount(letters)
  if (pass === 0) return letters === 1 ? 'It would not pass now.' : `None of ${of} would pass now.`
  if (pass === letters) return letters === 1 ? 'It would pass now.' : `All ${formatCount(letters)} would pass now.`
  return `${formatCount(pass)} of ${of} would pass now.`
}

/** What was decided about a dead letter; null while nothing is. */
export function stateWords({ state, note }: Pick<DeadLetter, 'state' | 'note'>): string | null {
  switch (state) {
    case 'open':
      return null
    case 'sending':
      return 'It is being sent again.'
    case 'stored':
      return 'It was sent again, and its event is stored.'
    case 'replaced':
      return 'It was sent again and refused again: see the newer dead letter.'
    case 'discarded':
      return `Discarded: ${note ?? ''}`
    default:
      return assertNever(state)
  }
}
