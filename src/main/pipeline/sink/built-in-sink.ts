import { runAll } from '@shared/lib/run-all'
import { faultMessage } from '@shared/model/fault-message'
import { datasetFault, retryPause } from '../retry-dataset'
import type { StageContext } from '../stage'
import { keepAway, takeFromConnect } from './connect/handover'
import { findStoredRecords } from './find-stored-records'
import { countForeign } from './foreign-records'
import type { createFreshness } from './freshness'
import { deadLetter, isBad, isGood, type RecordDecoder } from './record-decoder'
import { reportFigures } from './report-figures'
import { type StartPosition, startPosition } from './start-position'
import { storeEvents } from './store-rows'

/** The number of records decoded while the previous batch is being stored: the sink holds this and one more batch in memory. */
const READ_LIMIT = 30_000
/** With fewer records than this, the sink waits for more: parts cost the store more than rows do. */
const BUSY = 5_000
const LINGER_MS = 200
const IDLE_MS = 250
const HELD_MS = 50

interface Pump {
  readonly decoder: RecordDecoder
  /** Whether its position was read from the store. */
  opened: boolean
  /** The dataset failed, and is retried when the clock has elapsed to this. */
  retryAt: number
  /** The reason for the last failure; null while it works. */
  problem: string | null
  /** The number of failures in a row. */
  failures: number
  /** Per partition: the next offset to read. */
  next: readonly number[]
  /** Per partition: records before this offset may be stored already. */
  doubtful: StartPosition['to']
  storing: Promise<void>
  /** The lookup of the next records' schemas in the registry, while it runs. */
  asking: boolean
  asked: Promise<void>
}

/** Millrace's own sink: moves the log into the store, once no other sink does. */
export async function builtInSink(
  context: StageContext,
  decoders: readonly RecordDecoder[],
  freshness: ReturnType<typeof createFreshness>,
): Promise<void> {
  const { ports, tell } = context
  const unsure = await takeFromConnect(context, decoders)
  const pumps = decoders.map(closedPump)
  const pumpAll = async (signal: AbortSignal) => {
    try {
      for (const pump of pumps) await attempt({ ...context, signal }, pump, freshness)
      tell('ready', null)
      while (!signal.aborted) {
        let read = 0
        for (const pump of pumps) read += await attempt({ ...context, signal }, pump, freshness)
        // Records that wait for their schema, or for a retry, are in the log already: waiting for more would return at once.
        const held = pumps.some(({ asking, retryAt }) => asking || retryAt > ports.clock.elapsed())
        if (held && read === 0) await ports.clock.sleep(HELD_MS, signal)
        else if (read === 0) await ports.log.waitForAppend(IDLE_MS, signal)
        else if (read < BUSY) await ports.clock.sleep(LINGER_MS, signal)
      }
    } finally {
      await Promise.allSettled(pumps.map((pump) => pump.storing))
    }
  }
  await runAll(context.signal, [
    pumpAll,
    (signal) => reportFigures({ ...context, signal }, decoders, freshness, () => null),
    (signal) => keepAway({ ...context, signal }, unsure),
  ])
}

function closedPump(decoder: RecordDecoder): Pump {
  const nothing = Promise.resolve()
  return {
    decoder,
    opened: false,
    retryAt: 0,
    problem: null,
    failures: 0,
    next: [],
    doubtful: [],
    storing: nothing,
    asking: false,
    asked: nothing,
  }
}

async function open({ ports }: StageContext, pump: Pump): Promise<void> {
  const { dataset } = pump.decoder
  // The insert that failed may still be running in the store.
  await pump.storing.catch(() => undefined)
  const { from, to } = await startPosition(ports, dataset)
  await ports.log.commit(dataset.name, from)
  const nothing = Promise.resolve()
  Object.assign(pump, { opened: true, next: from, doubtful: to, storing: nothing, asking: false, asked: nothing })
}

/** Like `run`; but a fault of this dataset alone is reported and retried after a pause, while the other datasets continue. */
async function attempt(
  context: StageContext,
  pump: Pump,
  freshness: ReturnType<typeof createFreshness>,
): Promise<number> {
  const { ports, tell, signal } = context
  const { dataset } = pump.decoder
  if (ports.clock.elapsed() < pump.retryAt) return 0
  try {
    if (!pump.opened) await open(context, pump)
    const read = await run(context, pump, freshness)
    if (pump.problem !== null) tell('dataset', { dataset: dataset.name, fault: null })
    Object.assign(pump, { problem: null, failures: 0 })
    return read
  } catch (thrown) {
    const fault = await datasetFault(ports, dataset, thrown, signal)
    if (fault === null) throw thrown
    const problem = faultMessage(fault)
    if (problem !== pump.problem) tell('dataset', { dataset: dataset.name, fault })
    const retryAt = ports.clock.elapsed() + retryPause(pump.failures)
    Object.assign(pump, { opened: false, problem, failures: pump.failures + 1, retryAt })
    return 0
  }
}

/**
 * Reads and decodes the next batch while the previous one is being stored, then starts storing it. Returns the number of records
 * read.
 */
async function run(context: StageContext, pump: Pump, freshness: ReturnType<typeof createFreshness>): Promise<number> {
  const { ports, tell, signal } = context
  const { decoder } = pump
  const { dataset, schemas } = decoder
  if (pump.asking) return 0
  await pump.asked
  const from = pump.next
  const { records, next } = await ports.log.read(dataset.name, from, READ_LIMIT)
  const unmet = schemas.unmet(records)
  if (unmet.length > 0) {
    // The other datasets continue meanwhile; these records are read again once their schemas are found, or known to be missing.
    pump.asking = true
    pump.asked = schemas.ask(unmet, signal).finally(() => {
      pump.asking = false
    })
    pump.asked.catch(() => undefined)
    return 0
  }
  pump.next = next
  if (records.length === 0) {
    await pump.storing
    // Offsets without a record count as passed too: otherwise the log's end would never be reached.
    if (next.some((offset, partition) => offset !== from[partition])) await ports.log.commit(dataset.name, next)
    return 0
  }
  const seen = records.map(decoder.see)
  const doubtful = seen.filter(({ partition, offset }) => offset < (pump.doubtful[partition] ?? 0))
  const isStored = await findStoredRecords(ports.store, dataset, doubtful)
  const fresh = doubtful.length === 0 ? seen : seen.filter((one) => !isStored(one))
  const refused = fresh.filter(isBad).map((bad) => deadLetter(dataset, bad, bad.event))
  await pump.storing
  pump.storing = (async () => {
    await countForeign(ports, dataset, seen)
    await ports.deadLetters.add(refused)
    await storeEvents(context, dataset, fresh.filter(isGood))
    await ports.log.commit(dataset.name, next)
    const storedAt = ports.clock.now()
    for (const { eventTime, loggedAt, foreign } of records) {
      if (!foreign) freshness.add(eventTime, loggedAt, storedAt)
    }
    tell('count', records.length - refused.length)
  })()
  // A failure is thrown where the next round awaits it; until then it must not count as an unhandled rejection.
  pump.storing.catch(() => undefined)
  return records.length
}
