import type { NewDeadLetter } from '@main/ports/dead-letters'
import type { LoggedRecord } from '@main/ports/event-log'
import type { EventCodec } from '@main/ports/schema-registry'
import type { StoreRow } from '@main/ports/store'
import type { Dataset, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { windowOf } from '@shared/model/window'
import { openCodec } from '../codec'
import type { StageContext, StageDefinition } from '../stage'
import { type Batcher, createBatcher } from './batches'
import { createFreshness } from './freshness'
import { createLiveSeconds, type LiveSeconds } from './live-seconds'
import { storeRows } from './store-rows'

/** Records decoded while the batch before them is being stored: this and one more batch is all the sink holds in memory. */
const READ_LIMIT = 30_000
/** Fewer than this, and the sink lets more come together before it stores: parts cost the store more than rows do. */
const BUSY = 5_000
const LINGER_MS = 200
const IDLE_MS = 250
const REPORT_MS = 250

/** A dataset on its way from the log to the store. */
interface Lane {
  readonly dataset: Dataset
  readonly codec: EventCodec
  readonly live: LiveSeconds
  /** Per partition: the next offset to read. */
  next: readonly number[]
  storing: Promise<void>
}

export const sink: StageDefinition = { id: 'sink', title: 'Sink', needs: ['log', 'store'], place: 'worker', run }

async function run(context: StageContext): Promise<void> {
  const { ports, signal, tell } = context
  const lanes = await Promise.all(context.datasets.map((dataset) => openLane(context, dataset)))
  const freshness = createFreshness()
  tell('ready', null)

  const stopReports = new AbortController()
  const reports = report(context, lanes, freshness, AbortSignal.any([signal, stopReports.signal]))
  // Thrown where it is awaited below; until then a failure must not count as unhandled.
  reports.catch(() => stopReports.abort())
  try {
    while (!signal.aborted && !stopReports.signal.aborted) {
      let read = 0
      for (const lane of lanes) read += await pump(context, lane, freshness)
      if (read === 0) await ports.log.waitForAppend(IDLE_MS, signal)
      else if (read < BUSY) await ports.clock.sleep(LINGER_MS, signal)
    }
  } finally {
    stopReports.abort()
    await Promise.allSettled([reports, ...lanes.map((lane) => lane.storing)])
  }
  await reports
}

async function openLane({ ports }: StageContext, dataset: Dataset): Promise<Lane> {
  const next = await ports.store.nextOffsets(dataset)
  const { start, end } = await ports.log.offsets(dataset.name)
  next.forEach((stored, partition) => {
    const logEnd = end[partition] ?? 0
    if (stored > logEnd) {
      throw new FaultError({ code: 'log-behind-store', dataset: dataset.name, partition, logEnd, stored: stored - 1 })
    }
  })
  const from = next.map((stored, partition) => Math.max(stored, start[partition] ?? 0))
  await ports.log.commit(dataset.name, from)
  return {
    dataset,
    codec: await openCodec(ports, dataset),
    live: createLiveSeconds(dataset),
    next: from,
    storing: Promise.resolve(),
  }
}

/** Reads and decodes what is next while the batch before is being stored, then starts storing it. Returns how many it read. */
async function pump(context: StageContext, lane: Lane, freshness: ReturnType<typeof createFreshness>): Promise<number> {
  const { ports, tell } = context
  const { name } = lane.dataset
  const from = lane.next
  const { records, next } = await ports.log.read(name, from, READ_LIMIT)
  lane.next = next
  if (records.length === 0) {
    await lane.storing
    // Offsets without a record count as passed too: only then is everything before the log's end stored.
    if (next.some((offset, partition) => offset !== from[partition])) await ports.log.commit(name, next)
    return 0
  }
  const batcher = createBatcher()
  const refused: NewDeadLetter[] = []
  for (const record of records) {
    const event = decode(lane, record)
    if (typeof event === 'string') refused.push(deadLetter(lane.dataset, record, event))
    else {
      batcher.add({ event, partition: record.partition, offset: record.offset }, eventTimeOf(lane.dataset, event))
      lane.live.add(event, record.loggedAt)
    }
  }
  await lane.storing
  lane.storing = (async () => {
    await ports.deadLetters.add(refused)
    await drain(context, lane.dataset, batcher, records)
    await ports.log.commit(name, next)
    const storedAt = ports.clock.now()
    for (const record of records) freshness.add(record.eventTime, record.loggedAt, storedAt)
    tell('count', records.length - refused.length)
  })()
  // A failure is thrown where the next round awaits it; until then it must not count as unhandled.
  lane.storing.catch(() => undefined)
  return records.length
}

async function drain(context: StageContext, dataset: Dataset, batcher: Batcher, records: readonly LoggedRecord[]) {
  const { store, deadLetters } = context.ports
  const refuse = async (row: StoreRow, reason: string) => {
    const record = records.find((r) => r.partition === row.partition && r.offset === row.offset)
    if (record) await deadLetters.add([deadLetter(dataset, record, reason)])
  }
  while (batcher.size > 0) await storeRows(store, dataset, batcher.take(READ_LIMIT), refuse)
}

/** The event, or in words why there is none. */
function decode(lane: Lane, record: LoggedRecord): Event | string {
  if (!record.intact) return 'the bytes do not match their checksum: they changed on disk'
  try {
    return lane.codec.decode(record.value)
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'event-invalid') return thrown.fault.problem
    throw thrown
  }
}

function deadLetter(dataset: Dataset, record: LoggedRecord, reason: string): NewDeadLetter {
  return {
    dataset: dataset.name,
    place: { kind: 'log', partition: record.partition, offset: record.offset },
    reason,
    body: record.value,
    window: windowOf(record.eventTime),
  }
}

function eventTimeOf(dataset: Dataset, event: Event): number {
  return Number(event[dataset.roles.time])
}

async function report(
  { ports, tell }: StageContext,
  lanes: readonly Lane[],
  freshness: ReturnType<typeof createFreshness>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let total = 0
    let backlog = 0
    for (const { dataset, live } of lanes) {
      const [{ appended }, { end }, committed] = await Promise.all([
        ports.log.usage(dataset.name),
        ports.log.offsets(dataset.name),
        ports.log.committed(dataset.name),
      ])
      const waiting = end.reduce((sum, offset, partition) => sum + offset - (committed[partition] ?? 0), 0)
      // Offsets without a record wait as well, so there may seem to wait more than ever was.
      backlog += Math.min(waiting, appended)
      total += Math.max(0, appended - waiting)
      const seconds = live.changes()
      if (seconds.length > 0) tell('live', { dataset: dataset.name, seconds })
    }
    const ages = freshness.quantiles(ports.clock.now())
    const note = ages.minute ? `${Math.round(ages.minute.p50)} ms to the store` : 'nothing new'
    tell('freshness', ages)
    tell('figures', { total, unit: 'events', backlog, note })
    await ports.clock.sleep(REPORT_MS, signal)
  }
}
