import type { Ports } from '@main/ports'
import type { Analyser, ExtractToAnalyse } from '@main/ports/analyser'
import type { ExtractReader } from '@main/ports/extract-reader'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryForeignRecordCounts } from '@main/ports/fakes/memory-foreign-record-counts'
import { createMemoryLedger } from '@main/ports/fakes/memory-ledger'
import { chunksOf, createMemoryTempFiles } from '@main/ports/fakes/memory-temp-files'
import type { ForeignRecordCounts } from '@main/ports/foreign-record-counts'
import type { ObjectStore } from '@main/ports/object-store'
import type { Store } from '@main/ports/store'
import { createWakeup } from '@main/signals/wakeup'
import type { Dataset } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { MinuteScheduler } from '@shared/model/minute-work'
import { Report } from '@shared/model/report'
import { Settings } from '@shared/model/settings'
import { extractKey, type WindowRow, windowOf } from '@shared/model/window'
import { vi } from 'vitest'
import type { WindowStageContext } from '../../stage'
import { wantedBy } from '../../testing/wanted-by'
import { analyse } from '../analyse-stage'
import { extract } from '../extract-stage'
import { report } from '../report-stage'
import { createStartGate, type StartGate } from '../start-gate'
import { createWindowTracker, type WindowTracker } from '../window-tracker'

export const START = Date.UTC(2026, 0, 5, 12)
export const DATASET = 'clicks'
export const dataset = { name: DATASET, partitions: 2, typeLabels: {} } as Partial<Dataset> as Dataset
const settings = Settings.parse({ windows: { graceMs: 2_000, patienceMs: 30_000 } })

export const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 3_000 })

/**
 * The three window stages over ports in memory, with controls for everything that may happen to them. Changes take effect at
 * once.
 */
export interface WindowRig {
  /** Epoch ms; increase it to let time pass. */
  now: number
  liveSince: number | null
  /** Windows in which the source was started or stopped. */
  partly: ReadonlySet<number>
  /** Per partition: a record before this offset is a row of the store. */
  committed: readonly number[]
  ports: Ports
  tracker: WindowTracker
  scheduler: MinuteScheduler
  readonly gate: StartGate
  stop: AbortController
  readonly wakeups: WindowStageContext['wakeups']
  readonly log: MemoryEventLog
  readonly foreign: ForeignRecordCounts
  /** Bodies by bucket and key. */
  readonly objects: Map<string, Uint8Array>
  /** The windows that were extracted, as ISO times, in order. */
  readonly extracted: string[]
  readonly faults: Fault[]
  /** Sets the clock forward or back, without time passing. */
  setClock(ms: number): void
  /** The number of checks by the extract stage. */
  readonly checks: number
  /** Fires like the scheduler. */
  check(): void
  /** The system was asleep. */
  resume(): void
  start(): void
  /** Resolves once the extract stage has checked all windows this many more times. */
  checked(times?: number): Promise<void>
  stopped(): Promise<unknown>
  append(...eventTimes: number[]): Promise<void>
  /** Appends like another producer, counted like the sink counts it. */
  appendForeign(...eventTimes: number[]): Promise<void>
  sinkCatchesUp(): Promise<void>
  storedRows(start: number): number
  row(start?: number): Promise<WindowRow | undefined>
  storedReport(key: string): Report | null
  close(): Promise<void>
}

export async function createWindowRig(): Promise<WindowRig> {
  let checks = 0
  let wake = () => {}
  const wakeups = { extract: createWakeup(), analyse: createWakeup(), report: createWakeup() }
  let running: Promise<unknown> = Promise.resolve()
  let setBy = 0
  const clock = {
    now: () => rig.now,
    elapsed: () => rig.now - setBy,
    sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)),
  }
  const log = createMemoryEventLog(clock)
  const foreign = createMemoryForeignRecordCounts()
  const objects = new Map<string, Uint8Array>()
  const extracted: string[] = []
  const faults: Fault[] = []
  await log.createTopic(DATASET, 2)
  const store: Partial<Store> = {
    ping: async () => undefined,
    countWindows: async (_dataset, starts) =>
      new Map(starts.map((start) => [start, { current: rig.storedRows(start), earlier: 0 }])),
    earlierWindows: async () => [],
    fingerprint: async (_dataset, start) => ({ rows: rig.storedRows(start), fingerprint: `${rig.storedRows(start)}` }),
    extract: async (_dataset, start) => {
      extracted.push(new Date(start).toISOString())
      return chunksOf(String(rig.storedRows(start)))
    },
  }
  const temp = createMemoryTempFiles()
  const rowsOf = (file: string) => Number(new TextDecoder().decode(temp.files.get(file)))
  const extracts: Partial<ExtractReader> = { countRows: async (file) => rowsOf(file) }
  const analysisOf = ({ start }: ExtractToAnalyse) => {
    const body = objects.get(`${DATASET}/${extractKey(start)}`)
    return { rows: Number(new TextDecoder().decode(body)), errors: 0, seconds: 0.001, types: [], latency: null }
  }
  const analyser: Analyser = {
    engine: 'in-process',
    title: 'In memory',
    atOnce: 1,
    readsStore: false,
    analyse: async (_dataset, asked) => asked.map((one) => ({ start: one.start, analysis: analysisOf(one) })),
  }
  const bodyOf = (bucket: string, key: string) => objects.get(`${bucket}/${key}`)
  const objectStore: Partial<ObjectStore> = {
    put: async (bucket, key, body) => void objects.set(`${bucket}/${key}`, body),
    putFile: async (bucket, key, file) => void objects.set(`${bucket}/${key}`, temp.files.get(file) as Uint8Array),
    get: async (bucket, key) => bodyOf(bucket, key) as Uint8Array,
    getToFile: async (bucket, key, file) => void temp.files.set(file, bodyOf(bucket, key) as Uint8Array),
    list: async (bucket) =>
      [...objects].flatMap(([path, body]) =>
        path.startsWith(`${bucket}/`)
          ? [{ key: path.split('/')[1] ?? '', bytes: body.length, modifiedAt: rig.now }]
          : [],
      ),
    head: async (bucket, key) => {
      const body = bodyOf(bucket, key)
      return body ? { key, bytes: body.length, modifiedAt: rig.now } : null
    },
  }
  const parts: Partial<Ports> = {
    clock,
    log,
    ledger: createMemoryLedger(),
    deadLetters: createMemoryDeadLetters(clock),
    foreign,
    scheduler: {
      everyMinute: (_offsetMs, given) => {
        wake = given
        return { next: () => ++checks, stop: () => undefined }
      },
    },
    store: store as Store,
    temp,
    extracts: extracts as ExtractReader,
    analyser,
    objects: objectStore as ObjectStore,
  }
  const ports = parts as Ports

  const rig: WindowRig = {
    now: START,
    liveSince: null,
    partly: new Set(),
    committed: [0, 0],
    ports,
    tracker: createWindowTracker(ports, [dataset], () => rig.now),
    scheduler: 'croner',
    gate: createStartGate(() => rig.scheduler),
    wakeups,
    stop: new AbortController(),
    log,
    foreign,
    objects,
    extracted,
    faults,
    get checks() {
      return checks
    },
    setClock(ms) {
      setBy += ms
      rig.now += ms
    },
    check: () => wake(),
    resume: () => wakeups.extract.wake(),
    start() {
      const context: WindowStageContext = {
        ports: rig.ports,
        datasets: [dataset],
        wanted: () => wantedBy(settings),
        counted: {},
        tell: (kind, news) => {
          if (kind === 'fault') faults.push(news as Fault)
        },
        signal: rig.stop.signal,
        tracker: rig.tracker,
        liveSince: () => rig.liveSince,
        partly: (_dataset, window) => rig.partly.has(window),
        otherRate: () => false,
        historyEnd: () => null,
        incidents: { reported: async () => undefined, beyondLimits: () => [], acceptedLevels: async () => [] },
        bands: { put: async () => undefined },
        gate: rig.gate,
        wakeups,
      }
      running = Promise.all([extract, analyse, report].map((stage) => stage.thread === 'main' && stage.run(context)))
    },
    async checked(times = 3) {
      for (const end = checks + times; checks < end && !rig.stop.signal.aborted; ) {
        wake()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    stopped: () => running,
    async append(...eventTimes) {
      const produced = new Map<number, number>()
      for (const time of eventTimes) produced.set(windowOf(time), (produced.get(windowOf(time)) ?? 0) + 1)
      await log.append(DATASET, recordsAt(eventTimes), { id: 'test', produced, progress: '{}' })
    },
    async appendForeign(...eventTimes) {
      const before = log.records(DATASET).length
      log.appendForeign(DATASET, recordsAt(eventTimes))
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
    },
    async sinkCatchesUp() {
      rig.committed = (await log.offsets(DATASET)).end
      await log.commit(DATASET, rig.committed)
    },
    storedRows: (start) =>
      log
        .records(DATASET)
        .filter((r) => windowOf(r.eventTime) === start && r.offset < (rig.committed[r.partition] ?? 0)).length,
    row: async (start = START) => (await rig.tracker.rows(DATASET, { limit: 100 })).find((r) => r.start === start),
    storedReport(key) {
      const body = objects.get(`${DATASET}/${key}`)
      return body ? Report.parse(JSON.parse(new TextDecoder().decode(body))) : null
    },
    async close() {
      rig.stop.abort()
      await running
    },
  }
  return rig
}

function recordsAt(eventTimes: readonly number[]) {
  return eventTimes.map((eventTime, n) => ({ key: new Uint8Array([n]), value: new Uint8Array(), eventTime }))
}
