import type { FlowPorts } from '@main/ports'
import type { LetterOutcome, SentLetter } from '@main/ports/letter-resends'
import { isOfLog } from '@main/ports/log-epochs'
import type { Dataset } from '@shared/model/dataset'
import type { LogPlace } from '@shared/model/event-trace'
import { findStoredRecords, type Placed, stretchesOf } from '../sink/find-stored-records'

const AT_ONCE = 2_000

type Used = Pick<FlowPorts, 'deadLetters' | 'log' | 'resends' | 'store'>

/**
 * Finds out what has become of the letters that were sent: the store or the dead letters have their positions. Returns how many are still on
 * their way. Throws `store-unavailable`.
 */
export async function settleSent(ports: Used, dataset: Dataset, resend: string): Promise<number> {
  const { resends, log, store, deadLetters } = ports
  const sent = await resends.sent(resend, AT_ONCE)
  if (sent.length === 0) return 0
  const placed = sent.flatMap(({ place, eventTime }): Placed[] => (place ? [{ ...place, eventTime }] : []))
  // The log first: what is not in the store and no longer in the log will not get into the store.
  const epochs = await log.epochs(dataset.name)
  const { end } = await log.offsets(dataset.name)
  const isDead = among(await deadLetters.among(dataset.name, stretchesOf(placed)))
  const isStored = await findStoredRecords(store, dataset, placed)
  const isLost = (place: LogPlace) => !isOfLog(epochs, place) || place.offset >= (end[place.partition] ?? 0)
  const outcomeOf = ({ place }: SentLetter): LetterOutcome['outcome'] | null => {
    // Retention removes only what the sink has committed.
    if (place === null || isStored(place)) return 'stored'
    if (isDead(place)) return 'dead'
    return isLost(place) ? 'lost' : null
  }
  const outcomes = sent.flatMap((letter): LetterOutcome[] => {
    const outcome = outcomeOf(letter)
    return outcome === null ? [] : [{ id: letter.id, outcome }]
  })
  await resends.settle(resend, outcomes)
  return sent.length - outcomes.length
}

function among(places: readonly LogPlace[]): (place: LogPlace) => boolean {
  const keyOf = ({ epoch, partition, offset }: LogPlace) => `${epoch} ${partition} ${offset}`
  const keys = new Set(places.map(keyOf))
  return (place) => keys.has(keyOf(place))
}
