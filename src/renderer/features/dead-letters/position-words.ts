import { assertNever } from '@shared/model/assert-never'
import type { DeadLetterPlace } from '@shared/model/dead-letter'
import { formatCount } from '../../ui/format/numbers'

/** Where a dead letter was found. */
export function positionWords(place: DeadLetterPlace): string {
  switch (place.kind) {
    case 'file':
      return `line ${formatCount(place.line)} of ${place.file}`
    case 'log':
      return `partition ${place.partition}, offset ${formatCount(place.offset)}`
    default:
      return assertNever(place)
  }
}
