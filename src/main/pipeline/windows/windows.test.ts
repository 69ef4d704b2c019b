import type { Ports } from '@main/ports'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryForeignCounts } from '@main/ports/fakes/memory-foreign-counts'
import { createMemoryLedger } from '@main/ports/fakes/memory-ledger'
import { chunksOf, createMemoryTempFiles } from '@main/ports/fakes/memory-temp-files'
import type { ForeignCounts } from '@main/ports/foreign-counts'
import type { Store } from '@main/ports/store'
import { createBell } from '@main/signals/bell'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import { Report } from '@shared/model/report'
import { Settings } from '@shared/model/settings'
import { MINUTE_MS, windowOf } from '@shared/model/window'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WindowStageContext } from '../stage'
import { analyse } from './analyse'
import { extract } from './extract'
import { createReanalysis } from './reanalysis'
import { report } from './report'
import { createWindowBook, type WindowBook } from './window-book'

const START = Date.UTC(2026, 0, 5, 12)
const DATASET = 'clicks'
const dataset = { name: DATASET, partitions: 2, typeLabels: {} } as unknown as Dataset
const settings = Settings.parse({ windows: { graceMs: 2_000, patienceMs: 30_000 } })

let now: number
let log: MemoryEventLog
let book: WindowBook
let objects: Map<string, Uint8Array>
let extracted: string[]
let stop: AbortController
let running: Promise<unknown>
let liveSince: number | null
let partly: ReadonlySet<number>
let look: () => void
/** How often the extract stage has looked. */
let looks: number
let ports: Ports
let foreign: ForeignCounts
let faults: Fault[]

const clock = { now: () => now, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)) }

/** As many rows as the sink says it has stored: a row is a record before the committed offset. */
function storedRows(start: number): number {
  const committed = committedNow
  return log.records(DATASET).filter((r) => windowOf(r.eventTime) === start && r.offset < (committed[r.partition] ?? 0))
    .length
}
let committedNow: readonly number[] = [0, 0]

beforeEach(async () => {
  now = START
  liveSince = null
  partly = new Set()
  looks = 0
  committedNow = [0, 0]
  objects = new Map()
  extracted = []
  faults = []
  stop = new AbortController()
  log = createMemoryEventLog(clock)
  foreign = createMemoryForeignCounts()
  await log.createTopic(DATASET, 2)
  const store: Partial<Store> = {
    ping: async () => undefined,
    countWindows: async (_dataset, starts) =>
      new Map(starts.map((start) => [start, { own: storedRows(start), earlier: 0 }])),
    earlierWindows: async () => [],
    extract: async (_dataset, start) => {
      extracted.push(new Date(start).toISOString())
      return chunksOf(String(storedRows(start)))
    },
  }
  const temp = createMemoryTempFiles()
  const rowsOf = (file: string) => Number(new TextDecoder().decode(temp.files.get(file)))
  ports = {
    clock,
    log,
    ledger: createMemoryLedger(),
    deadLetters: createMemoryDeadLetters(clock),
    foreign,
    scheduler: {
      everyMinute: (_offset: number, ring: () => void) => {
        look = ring
        return { next: () => ++looks, stop: () => undefined }
      },
    },
    store,
    temp,
    analyser: {
      countRows: async (file: string) => rowsOf(file),
      analyse: async (_dataset: Dataset, file: string) => ({
        rows: rowsOf(file),
        errors: 0,
        seconds: 0.001,
        types: [],
        latency: null,
      }),
    },
    objects: {
      put: async (bucket: string, key: string, body: Uint8Array) => void objects.set(`${bucket}/${key}`, body),
      putFile: async (bucket: string, key: string, file: string) =>
        void objects.set(`${bucket}/${key}`, temp.files.get(file) as Uint8Array),
      get: async (bucket: string, key: string) => objects.get(`${bucket}/${key}`) as Uint8Array,
      getToFile: async (bucket: string, key: string, file: string) =>
        void temp.files.set(file, objects.get(`${bucket}/${key}`) as Uint8Array),
      list: async (bucket: string) =>
        [...objects.keys()].flatMap((key) => (key.startsWith(`${bucket}/`) ? [{ key: key.split('/')[1] }] : [])),
      head: async (bucket: string, key: string) => objects.get(`${bucket}/${key}`) ?? null,
    },
  } as unknown as Ports
  book = createWindowBook(ports, [dataset], () => now)
})

afterEach(async () => {
  stop.abort()
  await running
})

function start() {
  const context: WindowStageContext = {
    ports,
    datasets: [dataset],
    wanted: () => ({ settings, replays: [], starts: 1 }),
    counted: {},
    tell: (kind, news) => {
      if (kind === 'fault') faults.push(news as Fault)
    },
    signal: stop.signal,
    book,
    liveSince: () => liveSince,
    livePartly: (_dataset, window) => partly.has(window),
    incidents: { reported: async () => undefined, beyondLimits: () => [], acceptedLevels: async () => [] },
    bands: { put: async () => undefined },
    bells: { analyse: createBell(), report: createBell() },
  }
  running = Promise.all([extract, analyse, report].map((stage) => stage.place === 'main' && stage.run(context)))
}

async function append(...eventTimes: number[]) {
  const records = eventTimes.map((eventTime, n) => ({ key: new Uint8Array([n]), value: new Uint8Array(), eventTime }))
  const produced = new Map<number, number>()
  for (const time of eventTimes) produced.set(windowOf(time), (produced.get(windowOf(time)) ?? 0) + 1)
  await log.append(DATASET, records, { id: 'test', produced, progress: '{}' })
}

async function sinkCatchesUp() {
  committedNow = (await log.offsets(DATASET)).end
  await log.commit(DATASET, committedNow)
}

const row = async (start = START) => (await book.rows(DATASET, { limit: 100 })).find((r) => r.start === start)
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 3_000 })
const storedReport = (key: string) => {
  const body = objects.get(`${DATASET}/${key}`)
  return body ? Report.parse(JSON.parse(new TextDecoder().decode(body))) : null
}

it('closes a window once its end and the grace are over and the sink has stored all that was logged', async () => {
  await append(START + 1, START + 2, START + 3)
  start()
  now = START + MINUTE_MS + 1_000
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('closing'))
  expect(extracted).toEqual([])
  now = START + MINUTE_MS + 2_000
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect((await row())?.counts).toEqual({
    produced: 3,
    logged: 3,
    stored: 3,
    extracted: 3,
    analysed: 3,
    deadLetters: 0,
    earlierLog: 0,
  })
  expect((await row())?.reportReadyMs).toBe(2_000)
})

/** As other producers append, and as the sink counts it. */
async function appendForeign(...eventTimes: number[]) {
  const before = log.records(DATASET).length
  log.appendForeign(
    DATASET,
    eventTimes.map((eventTime, n) => ({ key: new Uint8Array([n]), value: new Uint8Array(), eventTime })),
  )
  const records = log.records(DATASET).slice(before)
  await foreign.add(
    DATASET,
    records.map(({ epoch, partition, offset, eventTime }) => ({
      epoch,
      partition,
      offset,
      window: windowOf(eventTime),
      records: 1,
    })),
  )
}

it('accounts for what other producers wrote, in a window of their own and beside Millrace’s events', async () => {
  await append(START + 1, START + 2, START + 3)
  await appendForeign(START + 4, START + 5, START + MINUTE_MS)
  now = START + 2 * MINUTE_MS + 2_000
  start()
  await sinkCatchesUp()
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  const mixed = { produced: 3, logged: 5, foreign: 2, stored: 5, extracted: 5, analysed: 5, deadLetters: 0 }
  expect(await row()).toMatchObject({ state: 'complete', counts: mixed })
  expect((await row(START + MINUTE_MS))?.counts).toMatchObject({ produced: 0, logged: 1, foreign: 1, stored: 1 })
  expect(storedReport('2026-01-05_12-00.json')).toMatchObject({ complete: true, ledger: mixed })
})

it('opens a window again for what another producer adds late', async () => {
  await append(START + 1)
  now = START + MINUTE_MS + 2_000
  start()
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('complete'))
  await appendForeign(START + 2)
  await until(async () => expect((await row())?.state).toBe('reopened'))
  await sinkCatchesUp()
  await until(async () => expect(await row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect((await row())?.counts).toMatchObject({ produced: 1, logged: 2, foreign: 1, stored: 2 })
})

it('waits for a sink that is behind, past the grace', async () => {
  await append(START + 1, START + 2)
  now = START + MINUTE_MS + 10_000
  start()
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(extracted).toEqual([])
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('complete'))
})

it('reports a window as incomplete when patience ends, once, and revises it when the events have come', async () => {
  await append(START + 1, START + 2)
  now = START + MINUTE_MS + 2_000
  start()
  await new Promise((resolve) => setTimeout(resolve, 60))
  now += 30_000
  await until(async () => expect((await row())?.state).toBe('incomplete'))
  expect(storedReport('2026-01-05_12-00.json')).toMatchObject({
    complete: false,
    incompleteReason: '0 of 2 logged events had reached the store after waiting 30 s',
  })
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(extracted).toHaveLength(1)
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect((await row())?.revision).toBe(2)
})

it('reopens a window for late events, and keeps the report before beside the new one', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  await append(START + 2)
  await book.refresh(DATASET)
  expect((await row())?.state).toBe('reopened')
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(storedReport('2026-01-05_12-00.json')).toMatchObject({ revision: 2, report: { total_events: 2 } })
  expect(storedReport('2026-01-05_12-00.r1.json')).toMatchObject({ revision: 1, report: { total_events: 1 } })
})

it('fills the windows that were missed, oldest first, and says that they were', async () => {
  await append(START + 2 * MINUTE_MS, START, START + MINUTE_MS)
  await sinkCatchesUp()
  now = START + 60 * MINUTE_MS
  start()
  await until(async () => expect((await row(START + 2 * MINUTE_MS))?.state).toBe('complete'))
  expect(extracted).toEqual([0, 1, 2].map((n) => new Date(START + n * MINUTE_MS).toISOString()))
  expect((await row())?.filled).toBe(true)
})

it('holds a window back while an older one waits for its events, so that they are judged in their order', async () => {
  await append(START, START + MINUTE_MS)
  const whole = new Map([[START + MINUTE_MS, { own: 1, earlier: 0 }]])
  const store = ports.store as { countWindows: Store['countWindows'] }
  const { countWindows } = store
  store.countWindows = async () => whole
  now = START + 2 * MINUTE_MS + 2_000
  start()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(extracted).toEqual([])
  store.countWindows = countWindows
  await sinkCatchesUp()
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  expect(extracted).toEqual([0, 1].map((n) => new Date(START + n * MINUTE_MS).toISOString()))
})

it('counts a dead letter of the log as accounted for', async () => {
  await append(START + 1, START + 2)
  await ports.deadLetters.add([
    {
      dataset: DATASET,
      place: { kind: 'log', epoch: (await log.epochs(DATASET))[0]?.epoch ?? 0, partition: 0, offset: 0 },
      reason: 'bad',
      body: new Uint8Array(),
      window: START,
    },
  ])
  const dead = log.records(DATASET).find(({ partition }) => partition === 0)
  const store = ports.store as { countWindows: Store['countWindows']; extract: Store['extract'] }
  store.countWindows = async () => new Map([[START, { own: dead ? 1 : 2, earlier: 0 }]])
  store.extract = async () => chunksOf('1')
  await sinkCatchesUp()
  now = START + MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect((await row())?.counts).toMatchObject({ logged: 2, stored: 1, analysed: 1, deadLetters: 1 })
})

it('never extracts a window again that is complete', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  now += 10 * MINUTE_MS
  await append(now)
  await sinkCatchesUp()
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(extracted).toHaveLength(1)
})

it('waits for events that were logged after the window was found due, too', async () => {
  await append(START + 1)
  now = START + MINUTE_MS + 2_000
  start()
  await new Promise((resolve) => setTimeout(resolve, 60))
  const first = (await log.offsets(DATASET)).end
  await append(START + 2)
  await book.refresh(DATASET)
  committedNow = first
  await log.commit(DATASET, first)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(extracted).toEqual([])
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect((await row())?.revision).toBe(1)
})

it('makes a window of a minute without events while a source is at work, and finds it again after a restart', async () => {
  liveSince = START - 1_000
  await append(START + 1)
  await sinkCatchesUp()
  start()
  // The stage looks every now and then: were it not awake, nobody could say that nothing came.
  for (; now < START + 2 * MINUTE_MS + 2_000; now += 5_000) {
    const before = looks
    await vi.waitFor(() => {
      look()
      expect(looks).toBeGreaterThan(before)
    }, 3_000)
  }
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  const counts = { produced: 0, logged: 0, stored: 0, extracted: 0, analysed: 0, deadLetters: 0, earlierLog: 0 }
  expect((await row(START + MINUTE_MS))?.counts).toEqual(counts)
  expect(storedReport('2026-01-05_12-01.json')).toMatchObject({ complete: true, report: { total_events: 0 } })

  book = createWindowBook(ports, [dataset], () => now)
  await book.refresh(DATASET)
  expect(await row(START + MINUTE_MS)).toMatchObject({ state: 'complete', counts })
  expect(book.unextracted(DATASET, Number.POSITIVE_INFINITY)).toEqual([])
})

it('makes no window of the minutes in which the machine slept, or no source was at work', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  start()
  now = START + 3 * MINUTE_MS
  await until(async () => expect((await row())?.state).toBe('complete'))
  liveSince = START
  now = START + 9 * MINUTE_MS
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(await book.rows(DATASET, { limit: 100 })).toHaveLength(1)
})

it('revises a window without events when late ones come', async () => {
  await append(START + 1)
  await book.refresh(DATASET)
  book.silent(DATASET, START + MINUTE_MS)
  now = START + 3 * MINUTE_MS
  await sinkCatchesUp()
  start()
  await until(async () => expect((await row(START + MINUTE_MS))?.revision).toBe(1))
  await append(START + MINUTE_MS + 5)
  await sinkCatchesUp()
  await until(async () => expect(await row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 2 }))
})

it('makes windows again when asked to, each with a new revision', async () => {
  await append(START + 1, START + MINUTE_MS + 1)
  await sinkCatchesUp()
  now = START + 3 * MINUTE_MS
  start()
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  const reanalysis = createReanalysis(ports, book)
  const range = { from: START, to: START + 2 * MINUTE_MS }
  const plan = await reanalysis.plan(dataset, range)
  expect(plan).toMatchObject({ windows: 2, ways: { extract: 2, analyse: 0, lost: 0 }, changed: 0 })
  const following = reanalysis.run(stop.signal)
  expect(await reanalysis.start(dataset, [START, START + MINUTE_MS], stop.signal)).toMatchObject({
    state: 'running',
    windows: 2,
  })
  await expect(reanalysis.start(dataset, [START], stop.signal)).rejects.toMatchObject({
    fault: { code: 'reanalysis-running' },
  })
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: 2 }))
  expect(await row()).toMatchObject({ state: 'complete', revision: 2 })
  expect(extracted).toHaveLength(4)
  stop.abort()
  await following
})

it('analyses the extract that is kept where the store has no rows any more, and never writes over it', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  committedNow = [0, 0]
  const reanalysis = createReanalysis(ports, book)
  const following = reanalysis.run(stop.signal)
  await reanalysis.start(dataset, [START], stop.signal)
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done' }))
  expect(await row()).toMatchObject({ state: 'complete', revision: 2, counts: { analysed: 1 } })
  expect(extracted).toHaveLength(1)
  objects.delete(`${DATASET}/2026-01-05_12-00.parquet`)
  expect(await reanalysis.plan(dataset, { from: START, to: now })).toMatchObject({ ways: { lost: 1 } })
  stop.abort()
  await following
})

it('makes an extract again that somebody removed before it was analysed', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  const put = ports.objects.putFile
  let lost = false
  ports.objects.putFile = async (bucket, key, file) => {
    if (key.endsWith('.parquet') && !lost) lost = true
    else await put(bucket, key, file)
  }
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(lost).toBe(true)
  expect(extracted.length).toBeGreaterThan(1)
})

it('tells fewer events, but not in the minute in which the source was stopped', async () => {
  const minutes = 30
  for (let minute = 0; minute < minutes; minute++) {
    const at = START + minute * MINUTE_MS
    // In the middle of the 25th minute somebody stops the source, in the 28th it goes on, and in the last it fails for half a minute.
    const events = minute === 25 || minute === 29 ? 50 : minute === 26 || minute === 27 ? 0 : 100 + (minute % 3)
    await append(...Array.from({ length: events }, (_, n) => at + n))
  }
  partly = new Set([START + 25 * MINUTE_MS])
  await sinkCatchesUp()
  now = START + minutes * MINUTE_MS + 10_000
  start()
  await until(async () => expect((await row(START + (minutes - 1) * MINUTE_MS))?.state).toBe('complete'))
  const sentences = (minute: string) => storedReport(`2026-01-05_12-${minute}.json`)?.anomalies.map((a) => a.sentence)
  expect(sentences('24')).toEqual([])
  expect(sentences('25')).toEqual([])
  expect(sentences('29')).toEqual(['All events 50 a minute, expected 81–122, since 12:29.'])
})

it('says that a window which was never extracted is due, and that a range without windows has none', async () => {
  await append(START + 1)
  const reanalysis = createReanalysis(ports, book)
  now = START + 2 * MINUTE_MS
  expect(await reanalysis.plan(dataset, { from: START, to: now })).toMatchObject({ ways: { extract: 1, lost: 0 } })
  expect(await reanalysis.plan(dataset, { from: now, to: now + MINUTE_MS })).toMatchObject({
    windows: 0,
    changed: 0,
    estimatedSeconds: null,
  })
  expect(await reanalysis.start(dataset, [], stop.signal)).toMatchObject({ state: 'done', windows: 0 })
})

it('leaves what is cancelled as it was', async () => {
  const second = START + MINUTE_MS
  await append(START + 1, second + 1)
  await sinkCatchesUp()
  now = START + 3 * MINUTE_MS
  start()
  await until(async () => expect((await row(second))?.state).toBe('complete'))
  // A late event of the first, which is not stored yet, holds back the second.
  await append(START + 2)
  const reanalysis = createReanalysis(ports, book)
  const following = reanalysis.run(stop.signal)
  await reanalysis.start(dataset, [second], stop.signal)
  await until(async () => expect(book.asked(DATASET, second)).toBeGreaterThan(0))
  reanalysis.cancel()
  expect(reanalysis.feed.value).toMatchObject({ state: 'cancelled', done: 0 })
  await sinkCatchesUp()
  await until(async () => expect(await row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect(await row(second)).toMatchObject({ revision: 1 })
  expect(extracted).toHaveLength(3)
  stop.abort()
  await following
})

it('makes no second revision of a window that was made by itself since it was asked for', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  const reanalysis = createReanalysis(ports, book)
  await book.refresh(DATASET)
  expect(await reanalysis.start(dataset, [START], stop.signal)).toMatchObject({ state: 'running' })
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  const following = reanalysis.run(stop.signal)
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: 1 }))
  expect(await row()).toMatchObject({ revision: 1 })
  expect(extracted).toHaveLength(1)
  stop.abort()
  await following
})

it('makes a window that stays incomplete again once for each time it is asked for', async () => {
  await append(START + 1, START + 2)
  await log.commit(DATASET, (await log.offsets(DATASET)).end)
  now = START + 2 * MINUTE_MS
  start()
  await until(async () => expect((await row())?.state).toBe('incomplete'))
  const reanalysis = createReanalysis(ports, book)
  const following = reanalysis.run(stop.signal)
  await reanalysis.start(dataset, [START], stop.signal)
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: 1 }))
  const seen = looks
  look()
  await until(async () => expect(looks).toBeGreaterThan(seen + 2))
  expect(await row()).toMatchObject({ state: 'incomplete', revision: 2 })
  expect(extracted).toHaveLength(2)
  stop.abort()
  await following
})

it('waits for a store that is on its way up', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  const { countWindows } = ports.store
  let refused = 0
  ports.store.countWindows = async (...asked) => {
    if (refused++ < 3) throw new FaultError({ code: 'store-unavailable', reason: 'it starts' })
    return countWindows(...asked)
  }
  const reanalysis = createReanalysis(ports, book)
  await expect(reanalysis.plan(dataset, { from: START, to: now })).rejects.toMatchObject({
    fault: { code: 'store-unavailable' },
  })
  expect(await reanalysis.start(dataset, [START], stop.signal)).toMatchObject({ state: 'running', windows: 1 })
})

it('gives up what it cannot go on with, and says why', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  await book.refresh(DATASET)
  const reanalysis = createReanalysis(ports, book)
  await reanalysis.start(dataset, [START], stop.signal)
  ports.ledger.get = async () => {
    throw new FaultError({ code: 'disk-full', dir: '/data' })
  }
  const following = reanalysis.run(stop.signal)
  await until(async () =>
    expect(reanalysis.feed.value).toMatchObject({ state: 'failed', done: 0, fault: { code: 'disk-full' } }),
  )
  stop.abort()
  await following
})

it('gives a live window one report, though its late events are counted while it is being read', async () => {
  await append(START + 1, START + 2)
  await sinkCatchesUp()
  const { countWindows } = ports.store
  let late = 2
  // A late event is logged and stored between one question and the next.
  ports.store.countWindows = async (...asked) => {
    if (late-- > 0) {
      await append(START + 3 + late)
      await sinkCatchesUp()
    }
    return countWindows(...asked)
  }
  now = START + MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(await row()).toMatchObject({ revision: 1, counts: { logged: 4, stored: 4, extracted: 4 } })
  expect(storedReport('2026-01-05_12-00.json')).toMatchObject({ revision: 1, complete: true, incompleteReason: null })
})

it('counts again when rows come between the count and the extract', async () => {
  await append(START + 1)
  await sinkCatchesUp()
  const { extract: take } = ports.store
  let came = false
  ports.store.extract = async (...asked) => {
    if (!came) {
      came = true
      await append(START + 2)
      await sinkCatchesUp()
    }
    return take(...asked)
  }
  now = START + MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(await row()).toMatchObject({ revision: 1, counts: { logged: 2, stored: 2, extracted: 2 } })
})

it('says of every window that was missed that it was, however long those before it take', async () => {
  const minutes = Array.from({ length: 20 }, (_, n) => START + n * MINUTE_MS)
  await append(...minutes)
  await sinkCatchesUp()
  now = START + 60 * MINUTE_MS
  const { extract: take } = ports.store
  ports.store.extract = (...asked) => {
    now += 1_000
    return take(...asked)
  }
  start()
  await until(async () => expect((await row(minutes.at(-1)))?.state).toBe('complete'))
  const rows = await book.rows(DATASET, { limit: 100 })
  expect(rows.filter(({ filled }) => filled)).toHaveLength(20)
})

it('times a window that was found in time from its end, though it was extracted late', async () => {
  await append(START + 1)
  now = START + MINUTE_MS + 2_000
  start()
  await new Promise((resolve) => setTimeout(resolve, 60))
  now += 25_000
  await sinkCatchesUp()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(await row()).toMatchObject({ filled: false, reportReadyMs: 27_000 })
})

it('retries a window that cannot be extracted, says so, and lets the others go on', async () => {
  await append(START + 1, START + MINUTE_MS + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS + 2_000
  const { extract: take } = ports.store
  let refused = true
  ports.store.extract = async (asked, window) => {
    if (refused && window === START)
      throw new FaultError({ code: 'store-unavailable', reason: 'memory limit exceeded' })
    return take(asked, window)
  }
  start()
  const fault = { code: 'window-failed', window: '2026-01-05_12-00', stage: 'extract' }
  await until(async () => expect(await row()).toMatchObject({ fault, revision: 0 }))
  expect(faults).toMatchObject([fault])
  // Within its patience it holds back the one after it, which the detector is to see later.
  expect(await row(START + MINUTE_MS)).toMatchObject({ revision: 0 })
  now += 30_000
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  expect(await row()).toMatchObject({ fault, revision: 0 })
  refused = false
  now += 60_000
  await until(async () => expect(await row()).toMatchObject({ state: 'complete', revision: 1, fault: null }))
  expect(faults).toHaveLength(1)
})

it('retries a window whose extract cannot be analysed, and one that cannot be reported', async () => {
  const [first, second, third] = [START, START + MINUTE_MS, START + 2 * MINUTE_MS]
  await append(first + 1, second + 1, third + 1)
  await sinkCatchesUp()
  now = START + 3 * MINUTE_MS + 2_000
  const { analyse: count } = ports.analyser
  const { put } = ports.objects
  let broken = true
  let analysed = 0
  ports.analyser.analyse = async (...asked) => {
    if (analysed++ === 0) throw new Error('it is no parquet file')
    return count(...asked)
  }
  ports.objects.put = async (bucket, key, body) => {
    if (broken && key === '2026-01-05_12-01.json') throw new FaultError({ code: 'disk-full', dir: '/data' })
    await put(bucket, key, body)
  }
  start()
  await until(async () => expect((await row(third))?.state).toBe('complete'))
  expect(await row(second)).toMatchObject({ revision: 0, fault: { code: 'window-failed', stage: 'report' } })
  broken = false
  await vi.waitFor(async () => {
    now += 20_000
    expect((await book.rows(DATASET, { limit: 9 })).map(({ state }) => state)).toEqual(Array(3).fill('complete'))
  }, 5_000)
})

it('goes on past windows of a dataset that is gone, and says that they wait', async () => {
  const entry = { produced: 1, logged: 1, stored: 1, deadLetters: 0, extracted: 1, earlierLog: 0, epoch: 0 }
  for (const [minute, name] of [
    [-3, 'gone'],
    [-2, 'gone'],
    [-1, 'gone'],
  ] as const) {
    const times = { attempt: 1, closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
    await ports.ledger.putExtract(name, START + minute * MINUTE_MS, { ...entry, ...times })
  }
  await ports.ledger.putAnalysis('gone', START - MINUTE_MS, 1, {
    rows: 1,
    errors: 0,
    seconds: 0,
    types: [],
    latency: null,
  })
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(faults).toEqual([{ code: 'windows-of-unknown-dataset', datasets: [{ name: 'gone', windows: 3 }] }])
})

it('passes over windows whose extract and rows are gone, however many they are', async () => {
  const lost = Array.from({ length: 25 }, (_, n) => START - (n + 1) * MINUTE_MS)
  const counts = { produced: 1, logged: 1, stored: 1, deadLetters: 0, extracted: 1, earlierLog: 0, epoch: 0 }
  const times = { closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
  for (const at of lost) await ports.ledger.putExtract(DATASET, at, { attempt: 1, ...counts, ...times })
  await append(START + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS
  start()
  await until(async () => expect((await row())?.state).toBe('complete'))
  expect(faults).toHaveLength(lost.length)
  expect(faults[0]).toMatchObject({
    code: 'window-failed',
    stage: 'analyse',
    reason: expect.stringContaining('is gone'),
  })
})

it('keeps windows of a log that is gone with their reports, and balances those that another log adds to', async () => {
  await append(START + 1, START + 2, START + MINUTE_MS + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  stop.abort()
  await running
  const made = extracted.length

  log.replaceBy(null)
  committedNow = [0, 0]
  const earlier = new Map([
    [START, 2],
    [START + MINUTE_MS, 1],
  ])
  ports.store.countWindows = async (_dataset, starts) =>
    new Map(starts.map((at) => [at, { own: storedRows(at), earlier: earlier.get(at) ?? 0 }]))
  ports.store.extract = async (_dataset, at) => {
    extracted.push(new Date(at).toISOString())
    return chunksOf(String(storedRows(at) + (earlier.get(at) ?? 0)))
  }
  stop = new AbortController()
  book = createWindowBook(ports, [dataset], () => now)
  await book.refresh(DATASET)
  expect(book.unextracted(DATASET, Number.POSITIVE_INFINITY)).toEqual([])
  expect(await row()).toMatchObject({ state: 'complete', revision: 1, counts: { logged: 2, stored: 2 } })
  expect(await book.unbalanced(DATASET)).toEqual([])

  // As many as the earlier log had of it: the number alone would not show that it is another window now.
  await append(START + 3, START + 4)
  await sinkCatchesUp()
  start()
  await until(async () => expect(await row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect((await row())?.counts).toMatchObject({ produced: 2, logged: 2, earlierLog: 2, stored: 4, extracted: 4 })
  expect(storedReport('2026-01-05_12-00.json')).toMatchObject({ complete: true, ledger: { earlierLog: 2 } })
  expect(await row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 1 })
  expect(extracted.length).toBe(made + 1)
})

it('reports the window that a log took with it before it was reported', async () => {
  const earlier = new Map([
    [START - MINUTE_MS, 5],
    [START, 2],
    [START + MINUTE_MS, 3],
  ])
  // Whether the ledger knows it or not, it was reported.
  objects.set(`${DATASET}/2026-01-05_11-59.json`, new TextEncoder().encode('{}'))
  ports.store.earlierWindows = async () => [...earlier.keys()]
  ports.store.countWindows = async (_dataset, starts) =>
    new Map(starts.map((at) => [at, { own: storedRows(at), earlier: earlier.get(at) ?? 0 }]))
  ports.store.extract = async (_dataset, at) => chunksOf(String(storedRows(at) + (earlier.get(at) ?? 0)))
  await append(START + MINUTE_MS + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  expect(await row()).toMatchObject({ state: 'complete', counts: { logged: 0, earlierLog: 2, stored: 2, analysed: 2 } })
  expect((await row(START + MINUTE_MS))?.counts).toMatchObject({ logged: 1, earlierLog: 3, stored: 4, analysed: 4 })
  expect(storedReport('2026-01-05_12-00.json')).toMatchObject({ complete: true, ledger: { earlierLog: 2 } })
  expect(await row(START - MINUTE_MS)).toBeUndefined()
  expect(await book.unbalanced(DATASET)).toEqual([])
})

it('rebuilds a ledger that was lost from the reports, and makes again only what has none', async () => {
  await append(START + 1, START + MINUTE_MS + 1)
  await sinkCatchesUp()
  now = START + 2 * MINUTE_MS + 2_000
  start()
  await until(async () => expect((await row(START + MINUTE_MS))?.state).toBe('complete'))
  await append(START + 2)
  await sinkCatchesUp()
  await until(async () => expect(await row()).toMatchObject({ state: 'complete', revision: 2 }))
  stop.abort()
  await running

  stop = new AbortController()
  extracted.length = 0
  objects.set(`${DATASET}/2026-01-05_12-01.json`, new TextEncoder().encode('{"damaged"'))
  let lost = true
  const rebuilt = async () => {
    lost = false
  }
  ports = { ...ports, ledger: { ...createMemoryLedger(), needsRebuild: async () => lost, rebuilt } }
  book = createWindowBook(ports, [dataset], () => now)
  start()
  await until(async () => expect(await row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 1 }))
  expect(await row()).toMatchObject({ state: 'complete', revision: 2, counts: { logged: 2, analysed: 2 } })
  expect(extracted).toEqual([new Date(START + MINUTE_MS).toISOString()])
  expect(lost).toBe(false)
})
