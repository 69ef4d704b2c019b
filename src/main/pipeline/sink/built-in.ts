import { faultMessage } from '@shared/model/fault-message'
import { ownFault, retryPause } from '../own-fault'
import type { StageContext } from '../stage'
import { together } from '../together'
import { keepAway, takeFromConnect } from './connect/take-from-connect'
import { countForeign } from './count-foreign'
import { type DatasetSink, deadLetter, isBad, isGood } from './dataset-sink'
import { tellFigures } from './figures'
import type { createFreshness } from './freshness'
import { type Position, positionOf } from './position'
import { storeEvents } from './store-rows'
import { storedAmong } from './stored-among'

/** Records decoded while the batch before them is being stored: this and one more batch is all the sink holds in memory. */
const READ_LIMIT = 30_000
/** Fewer than this, and the sink lets more come together before it stores: parts cost the store more than rows do. */
const BUSY = 5_000
const LINGER_MS = 200
const IDLE_MS = 250
const HELD_MS = 50

interface Pump {
  readonly datasetSink: DatasetSink
  /** Whether its position was read from the store. */
  opened: boolean
  /** It failed, and is left alone until the clock has elapsed to this. */
  retryAt: number
  /** Why it failed last, in words; null while it works. */
  problem: string | null
  /** How often in a row. */
  failures: number
  /** Per partition: the next offset to read. */
  next: readonly number[]
  /** Per partition: what lies before it may be stored already. */
  doubtful: Position['to']
  storing: Promise<void>
  /** The registry is being asked for schemas of what is to be read next. */
  asking: boolean
  asked: Promise<void>
}

/** Millrace itself moves the log into the store, once nobody else does. */
export async function builtIn(
  context: StageContext,
  datasetSinks: readonly DatasetSink[],
  freshness: ReturnType<typeof createFreshness>,
): Promise<void> {
  const { ports, tell } = context
  const unsure = await takeFromConnect(context, datasetSinks)
  const pumps = datasetSinks.map(closedPump)
  const pumpAll = async (signal: AbortSignal) => {
    try {
      for (const pump of pumps) await attempt({ ...context, signal }, pump, freshness)
      tell('ready', null)
      while (!signal.aborted) {
        let read = 0
        for (const pump of pumps) read += await attempt({ ...context, signal }, pump, freshness)
        // What waits for its schema, or to be tried again, is in the log already: waiting for more would not wait at all.
        const held = pumps.some(({ asking, retryAt }) => asking || retryAt > ports.clock.elapsed())
        if (held && read === 0) await ports.clock.sleep(HELD_MS, signal)
        else if (read === 0) await ports.log.waitForAppend(IDLE_MS, signal)
        else if (read < BUSY) await ports.clock.sleep(LINGER_MS, signal)
      }
    } finally {
      await Promise.allSettled(pumps.map((pump) => pump.storing))
    }
  }
  await together(context.signal, [
    pumpAll,
    (signal) => tellFigures({ ...context, signal }, datasetSinks, freshness, () => null),
    (signal) => keepAway({ ...context, signal }, unsure),
  ])
}

function closedPump(datasetSink: DatasetSink): Pump {
  const nothing = Promise.resolve()
  return {
    datasetSink,
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
  const { dataset } = pump.datasetSink
  // What was being stored when this dataset failed may still be on its way to the store.
  await pump.storing.catch(() => undefined)
  const { from, to } = await positionOf(ports, dataset)
  await ports.log.commit(dataset.name, from)
  const nothing = Promise.resolve()
  Object.assign(pump, { opened: true, next: from, doubtful: to, storing: nothing, asking: false, asked: nothing })
}

/** As `run`; a fault of this dataset alone is reported and tried again after a while, and the other datasets go on. */
async function attempt(
  context: StageContext,
  pump: Pump,
  freshness: ReturnType<typeof createFreshness>,
): Promise<number> {
  const { ports, tell, signal } = context
  const { dataset } = pump.datasetSink
  if (ports.clock.elapsed() < pump.retryAt) return 0
  try {
    if (!pump.opened) await open(context, pump)
    const read = await run(context, pump, freshness)
    if (pump.problem !== null) tell('dataset', { dataset: dataset.name, fault: null })
    Object.assign(pump, { problem: null, failures: 0 })
    return read
  } catch (thrown) {
    const fault = await ownFault(ports, dataset, thrown, signal)
    if (fault === null) throw thrown
    const problem = faultMessage(fault)
    if (problem !== pump.problem) tell('dataset', { dataset: dataset.name, fault })
    const retryAt = ports.clock.elapsed() + retryPause(pump.failures)
    Object.assign(pump, { opened: false, problem, failures: pump.failures + 1, retryAt })
    return 0
  }
}

/** Reads and decodes what is next while the batch before is being stored, then starts storing it. Returns how many it read. */
async function run(context: StageContext, pump: Pump, freshness: ReturnType<typeof createFreshness>): Promise<number> {
  const { ports, tell, signal } = context
  const { datasetSink } = pump
  const { dataset, schemas } = datasetSink
  if (pump.asking) return 0
  await pump.asked
  const from = pump.next
  const { records, next } = await ports.log.read(dataset.name, from, READ_LIMIT)
  const unmet = schemas.unmet(records)
  if (unmet.length > 0) {
    // The other datasets go on meanwhile; these records are read again once their schemas are known, or known to be nowhere.
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
    // Offsets without a record count as passed too: only then is everything before the log's end stored.
    if (next.some((offset, partition) => offset !== from[partition])) await ports.log.commit(dataset.name, next)
    return 0
  }
  const seen = records.map(datasetSink.see)
  const doubtful = seen.filter(({ partition, offset }) => offset < (pump.doubtful[partition] ?? 0))
  const isStored = await storedAmong(ports.store, dataset, doubtful)
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
  // A failure is thrown where the next round awaits it; until then it must not count as unhandled.
  pump.storing.catch(() => undefined)
  return records.length
}
