import type { NewDeadLetter } from '@main/ports/dead-letters'
import type { SinkConnector } from '@main/ports/sink-connector'
import type { StageContext } from '../../stage'
import { type Bad, deadLetter, isBad, isGood, type RecordDecoder, type Seen } from '../record-decoder'
import { storeEvents } from '../store-rows'

const READ_LIMIT = 5_000
const MOST_REASONS = 50_000

/** Handles records that the connector has passed but not stored. */
export type HandleSkipped = (left: readonly Seen[]) => Promise<void>

/**
 * Unreadable records become dead letters, with Kafka Connect's reason from its own dead letter topic. Kafka Connect also drops
 * good records when a neighbouring row fails: these are stored here, as the built-in sink stores them.
 */
export function skippedRecords(
  context: StageContext,
  connector: SinkConnector,
  { dataset }: RecordDecoder,
): HandleSkipped {
  const reasons = new Map<string, string>()
  let position = 0

  const readReasons = async () => {
    for (;;) {
      const { records, next } = await connector.rejected(dataset.name, position, READ_LIMIT)
      for (const record of records) reasons.set(positionKey(record), record.reason)
      for (const oldest of reasons.keys()) {
        if (reasons.size <= MOST_REASONS) break
        reasons.delete(oldest)
      }
      if (next === position) return
      position = next
    }
  }

  const letterOf = (bad: Bad): NewDeadLetter => {
    const { record, event } = bad
    const theirs = reasons.get(positionKey(record))
    reasons.delete(positionKey(record))
    return deadLetter(dataset, bad, theirs === undefined ? event : `${event} (Kafka Connect: ${theirs})`)
  }

  return async (left) => {
    if (left.length === 0) return
    await readReasons()
    await context.ports.deadLetters.add(left.filter(isBad).map(letterOf))
    await storeEvents(context, dataset, left.filter(isGood))
  }
}

function positionKey({ partition, offset }: { readonly partition: number; readonly offset: number }): string {
  return `${partition} ${offset}`
}
