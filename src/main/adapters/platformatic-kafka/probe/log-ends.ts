import type { KafkaAccess } from '../client/pool'
import { openSession } from '../client/session'
import { partitionsIfAny } from '../log/topics'
import { LATEST, offsetsAt } from '../wire/offsets'

/** Asks the leader of every partition of those topics that exist for its end. Says how many there are. */
export async function logEnds(kafka: KafkaAccess, topics: readonly string[], signal: AbortSignal): Promise<string> {
  const session = await openSession(kafka)
  signal.addEventListener('abort', session.end, { once: true })
  try {
    let records = 0
    let partitions = 0
    for (const topic of topics) {
      if ((await partitionsIfAny(session, topic)) === null) continue
      const ends = await offsetsAt(session, topic, LATEST)
      partitions += ends.length
      for (const end of ends) records += end ?? 0
    }
    return `${partitions} partitions, ${records.toLocaleString('en')} records so far`
  } finally {
    session.end()
  }
}
