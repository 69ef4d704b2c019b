import type { FlowPorts } from '@main/ports'
import type { DeadLetters } from '@main/ports/dead-letters'
import type { EventLog, LoggedRecord } from '@main/ports/event-log'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { EventCodec, SchemaRegistry } from '@main/ports/schema-registry'
import type { Store } from '@main/ports/store'
import { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { sinkProgress } from '../sink-progress'
import { newsItem, type Tell } from '../stage'
import { wantedBy } from '../testing/wanted-by'
import { sink } from './sink-stage'

const DATASET = 'clicks'
const dataset = Dataset.parse({
  name: DATASET,
  title: 'Clicks',
  description: '',
  partitions: 1,
  roles: { time: 'at', type: 'kind', outcome: 'outcome', errorSymbols: ['ERROR'], key: 'kind' },
  schema: {
    type: 'record',
    name: DATASET,
    fields: [{ name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }],
  },
})

/** A log in which every second offset holds no record, like the markers of transactions. */
function gappyLog(clock: ReturnType<typeof createVirtualClock>) {
  const log = createMemoryEventLog(clock)
  const spread = ({ offset, ...record }: LoggedRecord) => ({ ...record, offset: offset * 2 })
  return {
    ...log,
    async read(topic: string, [next = 0]: readonly number[], limit: number) {
      const { records } = await log.read(topic, [Math.ceil(next / 2)], limit)
      const last = records.at(-1)
      return { records: records.map(spread), next: [last ? last.offset * 2 + 1 : next + (next % 2)] }
    },
    async offsets(topic: string) {
      const { start, end } = await log.offsets(topic)
      return { start, end: end.map((offset) => offset * 2) }
    },
  }
}

interface SinkRun {
  readonly clock: ReturnType<typeof createVirtualClock>
  readonly log: EventLog
  readonly store: Partial<Store>
  readonly codec: EventCodec
  readonly registry?: Pick<SchemaRegistry, 'byId'>
  readonly deadLetters?: DeadLetters
  readonly datasets?: readonly Dataset[]
  readonly tell: Tell
  readonly signal: AbortSignal
}

/** Runs the built-in sink until the signal aborts. */
async function runSink({
  registry,
  store,
  codec,
  datasets = [dataset],
  tell,
  signal,
  ...flow
}: SinkRun): Promise<void> {
  if (sink.thread !== 'worker') throw new Error('the sink has moved')
  const ports: Partial<FlowPorts> = {
    deadLetters: createMemoryDeadLetters(flow.clock),
    ...flow,
    connector: null,
    foreign: null,
    store: store as Store,
    registry: {
      register: async (subject, schema) => ({ id: 1, subject, version: 1, schema }),
      versions: async () => [],
      byId: async () => null,
      close: async () => undefined,
      ...registry,
    },
    codecs: { codec: () => codec },
  }
  await sink.run({
    ports: ports as FlowPorts,
    datasets,
    wanted: () => wantedBy(),
    counted: {},
    tell,
    signal,
  })
}

it('commits up to the end of the log, also past offsets without a record', async () => {
  const clock = createVirtualClock()
  const log = gappyLog(clock)
  await log.createTopic(DATASET, 1)
  const event = { at: clock.now(), kind: 'a', outcome: 'SUCCESS' }
  const codec = createJsonCodec()
  const record = { key: new Uint8Array(0), value: codec.encode(event), eventTime: clock.now() }
  await log.append(DATASET, [record, record, record])
  const stored: number[] = []
  const store: Partial<Store> = {
    storedEpochs: async () => [],
    insert: async (_dataset, rows) => void stored.push(...rows.map(({ offset }) => offset)),
  }
  const stop = new AbortController()
  const totals: number[] = []
  await runSink({
    clock,
    log,
    store,
    codec,
    tell: (kind, news) => {
      const item = newsItem(kind, news)
      if (item.kind !== 'note') return
      void sinkProgress({ log, foreign: null }, [dataset]).then(({ total, backlog }) => {
        totals.push(total)
        if (backlog === 0) stop.abort()
      })
    },
    signal: stop.signal,
  })
  expect(stored).toEqual([0, 2, 4])
  expect(await log.committed(DATASET)).toEqual([6])
  expect(totals.at(-1)).toBe(3)
})

it('continues once the registry has the schema of the waiting records, and does not block the others until then', async () => {
  const clock = createVirtualClock()
  const known = new Set<number>()
  const memory = createMemoryEventLog(clock)
  const log: typeof memory = {
    ...memory,
    // Like Kafka's: while there are unread records, it returns at once.
    waitForAppend: async (ms, signal) => (known.size > 0 ? await clock.sleep(ms, signal) : undefined),
  }
  await log.createTopic(DATASET, 1)
  const json = createJsonCodec()
  const event = { at: clock.now(), kind: 'a', outcome: 'SUCCESS' }
  await log.append(DATASET, [{ key: new Uint8Array(0), value: json.encode(event), eventTime: clock.now() }])
  const codec = { ...json, unknownId: () => (known.has(7) ? null : 7), learn: () => void known.add(7) }
  let asked = 0
  const stop = new AbortController()
  const notes: string[] = []
  const stored: number[] = []
  const store: Partial<Store> = {
    storedEpochs: async () => [],
    insert: async (_dataset, rows) => void stored.push(...rows.map(({ offset }) => offset)),
  }
  await runSink({
    clock,
    log,
    store,
    codec,
    registry: {
      async byId() {
        // As over a network: the answer needs a turn of the event loop.
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (++asked < 3) throw new FaultError({ code: 'registry-unavailable', address: 'here', reason: 'refused' })
        return { id: 7, subject: `${DATASET}-value`, version: 1, schema: dataset.schema }
      },
    },
    tell: (kind, news) => {
      const item = newsItem(kind, news)
      if (item.kind !== 'note') return
      notes.push(item.news)
      void sinkProgress({ log, foreign: null }, [dataset]).then(({ backlog }) => {
        if (backlog === 0) stop.abort()
      })
    },
    signal: stop.signal,
  })
  expect(stored).toEqual([0])
  expect(asked).toBe(3)
  expect(notes.some((note) => note.startsWith('Waits for the schema registry'))).toBe(true)
})

it('keeps a record among the dead letters even if its schema is known when the record is read again', async () => {
  const clock = createVirtualClock()
  const log = createMemoryEventLog(clock)
  await log.createTopic(DATASET, 1)
  const deadLetters = createMemoryDeadLetters(clock)
  const json = createJsonCodec()
  const record = (kind: string) => {
    const event = { at: clock.now(), kind, outcome: 'SUCCESS' }
    return { key: new Uint8Array(0), value: json.encode(event), eventTime: clock.now() }
  }
  await log.append(DATASET, [record('a'), record('newer'), record('a')])
  let known = false
  const codec: EventCodec = {
    ...json,
    unknownId: (value) => (!known && json.decode(value).kind === 'newer' ? 7 : null),
    learn: () => {
      known = true
    },
  }
  const stop = new AbortController()
  const run = { clock, log, codec, deadLetters, signal: stop.signal }
  const dies: Partial<Store> = {
    storedEpochs: async () => [],
    insert: async () => {
      throw new FaultError({ code: 'store-died', exit: 'killed' })
    },
  }
  await expect(runSink({ ...run, store: dies, tell: () => undefined })).rejects.toThrow(FaultError)
  expect(await deadLetters.count()).toBe(1)

  const stored: number[] = []
  await runSink({
    ...run,
    store: {
      storedEpochs: async () => [],
      insert: async (_dataset, rows) => void stored.push(...rows.map(({ offset }) => offset)),
    },
    registry: { byId: async () => ({ id: 7, subject: `${DATASET}-value`, version: 2, schema: dataset.schema }) },
    tell: (kind) => {
      if (kind === 'note') void log.committed(DATASET).then(([next]) => next === 3 && stop.abort())
    },
  })
  expect(known).toBe(true)
  expect(stored).toEqual([0, 2])
  expect(await deadLetters.count()).toBe(1)
})

it('ends when a dataset that was left out can be opened, so that the runner restarts it with all of them', async () => {
  const clock = createVirtualClock()
  const log = createMemoryEventLog(clock)
  const names = ['late', 'welcome']
  for (const name of names) await log.createTopic(name, 1)
  let refusals = 5
  const news: string[] = []
  const store: Partial<Store> = {
    ping: async () => undefined,
    storedEpochs: async ({ name }) => {
      if (name === 'late' && refusals-- > 0) throw new FaultError({ code: 'store-unavailable', reason: 'no table' })
      return []
    },
  }
  const { signal } = new AbortController()
  await runSink({
    clock,
    log,
    store,
    codec: createJsonCodec(),
    datasets: names.map((name) => ({ ...dataset, name })),
    tell: (kind, value) => {
      const item = newsItem(kind, value)
      if (item.kind === 'dataset') news.push(`${item.news.dataset} ${item.news.fault?.code ?? 'works'}`)
    },
    signal,
  })
  expect(refusals).toBe(-1)
  const unusable = 'late dataset-unusable'
  expect(news).toEqual([unusable, 'welcome works', unusable, unusable, 'late works'])
})

it('continues with the other datasets when the store refuses one, and resumes that one when the store accepts it', async () => {
  const clock = createVirtualClock()
  const log = createMemoryEventLog(clock)
  const codec = createJsonCodec()
  const names = ['refused', 'welcome']
  for (const name of names) {
    await log.createTopic(name, 1)
    const event = { at: clock.now(), kind: 'a', outcome: 'SUCCESS' }
    await log.append(name, [{ key: new Uint8Array(0), value: codec.encode(event), eventTime: clock.now() }])
  }
  const stored: string[] = []
  const faults: (string | null)[] = []
  let refusals = 2
  const stop = new AbortController()
  const store: Partial<Store> = {
    ping: async () => undefined,
    storedEpochs: async () => [],
    stored: async () => [],
    insert: async ({ name }) => {
      if (name === 'refused' && refusals-- > 0)
        throw new FaultError({ code: 'store-unavailable', reason: 'no such table' })
      stored.push(name)
    },
  }
  await runSink({
    clock,
    log,
    store,
    codec,
    datasets: names.map((name) => ({ ...dataset, name })),
    tell: (kind, news) => {
      const item = newsItem(kind, news)
      if (item.kind === 'dataset' && item.news.dataset === 'refused') faults.push(item.news.fault?.code ?? null)
      if (stored.length === 2) stop.abort()
    },
    signal: stop.signal,
  })
  expect(stored).toEqual(['welcome', 'refused'])
  expect(faults.filter((fault) => fault !== null)).toEqual(['dataset-unusable', 'dataset-unusable'])
})
