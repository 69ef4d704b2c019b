import type { SinkConnector } from '@main/ports/sink-connector'
import { FaultError } from '@shared/model/fault'
import type { StageContext } from '../../stage'
import { findStoredRecords } from '../find-stored-records'
import { countForeign } from '../foreign-records'
import type { createFreshness } from '../freshness'
import type { RecordDecoder, Seen } from '../record-decoder'
import { skippedRecords } from './skipped-records'

const POLL_MS = 250
const READ_LIMIT = 30_000
/** The maximum number of records that were read and not yet seen in the store; more of them wait in the log. */
const MOST_WAITING = 100_000
/**
 * A record that is not in the store by then may have been rejected: Millrace then asks the connector whether it has passed the
 * record.
 */
const DUE_MS = 1_500
const ASK_MS = 1_000

/**
 * Follows what Kafka Connect stores by polling: it reads the log as well, and commits a position only once every record before it
 * is in the store, or is a dead letter. Handles the records that the connector has passed but not stored.
 */
export async function followConnector(
  context: StageContext,
  connector: SinkConnector,
  decoder: RecordDecoder,
  freshness: ReturnType<typeof createFreshness>,
): Promise<void> {
  const { ports, tell, signal } = context
  const { log, store, clock } = ports
  const { dataset } = decoder
  const handleSkipped = skippedRecords(context, connector, decoder)
  let committed: readonly number[] = await log.committed(dataset.name)
  let next: readonly number[] = committed
  const waiting: Seen[][] = Array.from({ length: dataset.partitions }, () => [])
  let askedAt = Number.NEGATIVE_INFINITY

  const readOn = async (): Promise<number> => {
    if (waiting.reduce((sum, { length }) => sum + length, 0) >= MOST_WAITING) return 0
    const { records, next: on } = await log.read(dataset.name, next, READ_LIMIT)
    const unmet = decoder.schemas.unmet(records)
    if (unmet.length > 0) {
      await decoder.schemas.ask(unmet, signal)
      return 0
    }
    const seen = records.map(decoder.see)
    await countForeign(ports, dataset, seen)
    next = on
    for (const one of seen) waiting[one.partition]?.push(one)
    return records.length
  }

  /** Drops the finished records at the front of each partition. */
  const pass = (isPassed: (seen: Seen) => boolean, storedAt: number | null) => {
    let passed = 0
    for (const [partition, queue] of waiting.entries()) {
      let front = 0
      for (; front < queue.length; front++) {
        const seen = queue[front] as Seen
        if (!isPassed(seen)) break
        if (storedAt !== null && !seen.record.foreign)
          freshness.add(seen.record.eventTime, seen.record.loggedAt, storedAt)
      }
      passed += front
      if (front > 0) waiting[partition] = queue.slice(front)
    }
    return passed
  }

  /** Records that the connector has passed are stored now, or never will be. */
  const handlePassed = async () => {
    // A record with a time in the future was logged before the clock was set back.
    const due = waiting.some(([first]) => first && Math.abs(clock.now() - first.record.loggedAt) >= DUE_MS)
    if (!due || clock.elapsed() - askedAt < ASK_MS) return
    askedAt = clock.elapsed()
    const done = await connector.done(dataset)
    const over = waiting.flat().filter(({ partition, offset }) => offset < (done[partition] ?? 0))
    const isStored = await findStoredRecords(store, dataset, over)
    const left = over.filter((seen) => !isStored(seen))
    await handleSkipped(left)
    tell('count', over.length - left.length)
    pass(({ partition, offset }) => offset < (done[partition] ?? 0), null)
  }

  while (!signal.aborted) {
    const read = await readOn()
    const all = waiting.flat()
    const isStored = await findStoredRecords(store, dataset, all)
    const passed = pass(isStored, clock.now())
    tell('count', passed)
    try {
      await handlePassed()
    } catch (thrown) {
      // The supervisor reports that the connector does not answer; the waiting records keep waiting.
      if (!(thrown instanceof FaultError) || !thrown.fault.code.startsWith('connect')) throw thrown
    }
    const reached = next.map((offset, partition) => waiting[partition]?.[0]?.offset ?? offset)
    if (reached.some((offset, partition) => offset !== committed[partition])) {
      await log.commit(dataset.name, reached)
      committed = reached
    }
    if (read < READ_LIMIT && !signal.aborted) {
      if (all.length === passed && read === 0) await log.waitForAppend(POLL_MS, signal)
      else await clock.sleep(POLL_MS, signal)
    }
  }
}
