import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryLedger } from '@main/ports/fakes/memory-ledger'
import { createMemoryObjectStore } from '@main/ports/fakes/memory-object-store'
import { createMemoryStore, type MemoryStore } from '@main/ports/fakes/memory-store'
import { createMemoryTempFiles } from '@main/ports/fakes/memory-temp-files'
import { type Mortality, mortalPort } from '@main/ports/fakes/mortal-port'
import { noEventIntake } from '@main/ports/fakes/no-event-intake'
import { noLetterResends } from '@main/ports/fakes/no-letter-resends'
import type { ExtractEntry } from '@main/ports/ledger'
import type { LineFile } from '@main/ports/line-file'
import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import type { CopyDifference, CopyFigures, CopyStep } from '@shared/model/copy'
import { bucketOf, Dataset } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import { Settings } from '@shared/model/settings'
import { windowName } from '@shared/model/window'
import { sink } from '../../sink/sink-stage'
import { createBatchBuilder } from '../../source/batch-builder'
import { wantedBy } from '../../testing/wanted-by'
import type { CopyContext, CopySide } from '../copy-side'

export const MINUTE = Date.UTC(2026, 0, 5, 12)
export const dataset = Dataset.parse({
  name: 'clicks',
  title: 'Clicks',
  description: '',
  partitions: 2,
  roles: { time: 'at', type: 'kind', outcome: 'outcome', errorSymbols: ['ERROR'], key: 'id', id: 'id' },
  schema: {
    type: 'record',
    name: 'clicks',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    ],
  },
})

export const clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve()
      setTimeout(resolve, Math.min(ms, 5))
      signal.addEventListener('abort', () => resolve(), { once: true })
    }),
}

/** A backend in memory, with the pipeline's own sink. */
export interface MemoryBackend extends CopySide {
  readonly log: MemoryEventLog
  readonly store: MemoryStore
  /** Appends events at these times, as the source does. */
  append(...times: number[]): Promise<void>
  /** The window was extracted, analysed and reported with what the store holds of it. */
  report(start: number, change?: Partial<ExtractEntry>): Promise<void>
  /** The same backend as another process opens it, which may die. */
  openedBy(life: Mortality): CopySide
}

let events = 0

const noFile = () => {
  throw new Error('a copy reads no files')
}
const noLines: LineFile = {
  identity: noFile,
  headIdentity: noFile,
  identities: noFile,
  firstLines: noFile,
  firstLinesOf: noFile,
  read: noFile,
}

export function memoryBackend(name: string, firstSchemaId: number): MemoryBackend {
  const log = createMemoryEventLog(clock)
  const store = createMemoryStore(({ event }) => Number(event.at))
  const temp = createMemoryTempFiles()
  const ports = {
    clock,
    log,
    store,
    temp,
    objects: createMemoryObjectStore(temp.files),
    ledger: createMemoryLedger(),
    deadLetters: createMemoryDeadLetters(clock),
    resends: noLetterResends(),
    intake: noEventIntake(),
    registry: memoryRegistry(firstSchemaId),
    codecs: { codec: () => createJsonCodec() },
    foreign: null,
    connector: null,
    lines: noLines,
  }
  const sideOf = (own: typeof ports): CopySide => ({
    name,
    readOnly: false,
    datasets: [dataset],
    ports: own,
    async runSink(signal) {
      const context = { ports: own, datasets: [dataset], wanted: () => wantedBy(Settings.parse({})), counted: {} }
      if (sink.thread === 'worker') await sink.run({ ...context, tell: () => undefined, signal })
    },
  })
  const batches = createBatchBuilder(dataset, createJsonCodec())
  return {
    ...sideOf(ports),
    log,
    store,
    async append(...times) {
      await log.createTopic(dataset.name, dataset.partitions)
      const batch = batches.start()
      for (const at of times) batches.add(batch, { id: String(++events), at })
      await log.append(dataset.name, batch.records, { id: 'source', produced: batch.produced, progress: '{}' })
    },
    async report(start, change = {}) {
      const epochs = await log.epochs(dataset.name)
      const counted = (await log.windowCounts(dataset.name, 0)).windows.find((window) => window.start === start)
      const rows = (await store.countWindows(dataset, [start], epochs)).get(start) ?? { current: 0, earlier: 0 }
      const dead = (await ports.deadLetters.countByWindow(dataset.name, [start], epochs)).get(start)
      const stored = rows.current + rows.earlier
      const times = { closedAt: start, dueAt: start, filled: false, incompleteReason: null }
      const { produced = 0, logged = 0, epoch = 0 } = counted ?? {}
      await ports.ledger.putExtract(dataset.name, start, {
        ...{ attempt: 1, produced, logged, epoch, stored, extracted: stored, ...times },
        deadLetters: (dead?.current ?? 0) + (dead?.earlier ?? 0),
        earlierLog: rows.earlier + (dead?.earlier ?? 0),
        ...change,
      })
      await ports.ledger.putAnalysis(dataset.name, start, 1, { ...ANALYSIS, rows: stored })
      const report = { attempt: 1, revision: 1, createdAt: start, readyMs: 5, anomalies: 0 }
      await ports.ledger.putReport(dataset.name, start, report)
      for (const key of [`${windowName(start)}.parquet`, `${windowName(start)}.json`]) {
        await ports.objects.put(bucketOf(dataset.name), key, new TextEncoder().encode(`${name} ${key}`))
      }
    },
    openedBy: (life) =>
      sideOf({
        ...ports,
        log: mortalPort(log, life),
        store: { ...mortalPort(store, life), ...storeOf(store, life) },
        objects: mortalPort(ports.objects, life),
        ledger: mortalPort(ports.ledger, life),
        deadLetters: mortalPort(ports.deadLetters, life),
      }),
  }
}

function storeOf(store: MemoryStore, life: Mortality): MemoryStore {
  return new Proxy(mortalPort(store, life), {
    get: (target, name) => (name === 'pages' ? mortalPort(store.pages, life) : Reflect.get(target, name)),
  })
}

export interface CopyRun {
  readonly context: CopyContext
  readonly steps: CopyStep[]
  readonly differences: CopyDifference[]
  figures: Partial<CopyFigures>
}

export function copyRun(
  source: CopySide,
  target: CopySide,
  { id = 'one', signal = new AbortController().signal }: { id?: string; signal?: AbortSignal } = {},
): CopyRun {
  const run: CopyRun = {
    steps: [],
    differences: [],
    figures: {},
    context: {
      id,
      source,
      target,
      datasets: [dataset],
      ttlDays: 30,
      signal,
      report: {
        claimed: () => undefined,
        step: (step) => void run.steps.push(step),
        figures: (figures) => void Object.assign(run.figures, figures),
        difference: (difference) => void run.differences.push(difference),
      },
    },
  }
  return run
}

function memoryRegistry(firstId: number): SchemaRegistry {
  const known: RegisteredSchema[] = []
  return {
    async register(subject, schema) {
      const text = JSON.stringify(schema)
      const found = known.find((one) => one.subject === subject && JSON.stringify(one.schema) === text)
      if (found) return found
      const registered = { id: firstId + known.length, subject, version: known.length + 1, schema }
      known.push(registered)
      return registered
    },
    byId: async (id) => known.find((one) => one.id === id) ?? null,
    versions: async (subject) => known.filter((one) => one.subject === subject),
    close: async () => undefined,
  }
}

const ANALYSIS: Analysis = { rows: 0, errors: 0, seconds: 0.01, types: [], latency: null }
