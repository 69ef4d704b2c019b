import type { Ports } from '@main/ports'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryLedger } from '@main/ports/fakes/memory-ledger'
import { createMemoryStore } from '@main/ports/fakes/memory-store'
import { createMemoryTempFiles } from '@main/ports/fakes/memory-temp-files'
import type { Dataset } from '@shared/model/dataset'
import type { StoredRow } from '@shared/model/event-trace'
import { FaultError } from '@shared/model/fault'
import { beforeEach, expect, it } from 'vitest'
import { traceEvent } from './trace-event'

const START = Date.UTC(2026, 0, 5, 12)
const dataset = { name: 'clicks', partitions: 2, roles: { time: 'at' } } as Dataset
const clock = { now: () => START + 5, elapsed: () => 0, sleep: async () => undefined }
const row: StoredRow = {
  place: { epoch: 7, partition: 0, offset: 1 },
  storedAt: START + 1_000,
  event: { at: START + 2, ms: 0.1 },
}

let log: MemoryEventLog
let ports: Ports
let stored: StoredRow | null
let atRow: object | null
let objects: Map<string, object>

beforeEach(async () => {
  log = createMemoryEventLog(clock)
  await log.createTopic('clicks', 2)
  const record = (key: number, eventTime: number) => ({
    key: new Uint8Array([key]),
    value: new Uint8Array([7, 8]),
    eventTime,
  })
  await log.append('clicks', [record(0, START), record(2, START + 2), record(1, START + 3)])
  const ledger = createMemoryLedger()
  const counts = { produced: 3, logged: 3, stored: 3, deadLetters: 0, extracted: 3, earlierLog: 0, epoch: 0 }
  const extract = { attempt: 1, ...counts, closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
  await ledger.putExtract('clicks', START, extract)
  stored = row
  atRow = { at: START + 2, ms: Math.fround(0.1) }
  objects = new Map([['2026-01-05_12-00.parquet', {}]])
  const store = createMemoryStore(() => 0)
  ports = {
    clock,
    log,
    ledger,
    deadLetters: createMemoryDeadLetters(clock),
    store: { ...store, search: { ...store.search, at: async () => stored, before: async () => 1 } },
    extracts: { row: async () => atRow },
    temp: createMemoryTempFiles(),
    objects: {
      head: async (_: string, key: string) => objects.get(key) ?? null,
      get: async (_: string, key: string) => new TextEncoder().encode(JSON.stringify(objects.get(key))),
      getToFile: async () => undefined,
      list: async (_: string, prefix: string) =>
        [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => ({ key })),
    },
  } as unknown as Ports
})

const trace = (partition: number, offset: number) => traceEvent(ports, dataset, { partition, offset })

const report = (revision: number, createdAt: string) => ({
  report: { total_events: 3, total_errors: 0, by_event_type: {}, process_time: 0, file_name: '' },
  dataset: 'clicks',
  window: { start: '2026-01-05T12:00:00.000Z', end: '2026-01-05T12:01:00.000Z' },
  revision,
  complete: true,
  incompleteReason: null,
  ledger: { produced: 3, logged: 3, stored: 3, extracted: 3, analysed: 3, deadLetters: 0 },
  analysis: { rows: 3, errors: 0, seconds: 0, types: [], latency: null },
  createdAt,
})

it('shows log, row, extract and reports of an event', async () => {
  objects.set('2026-01-05_12-00.json', report(2, '2026-01-05T12:09:00.000Z'))
  objects.set('2026-01-05_12-00.r1.json', report(1, '2026-01-05T12:00:00.500Z'))
  objects.set('2026-01-05_12-00.other.json', {})
  expect(await trace(0, 1)).toMatchObject({
    window: START,
    log: { loggedAt: START + 5, key: 'Ag==', value: 'Bwg=', bytes: 2, intact: true },
    row,
    deadLetter: null,
    extract: { bucket: 'clicks', key: '2026-01-05_12-00.parquet', row: 1, rows: 3 },
    reports: [
      { key: '2026-01-05_12-00.json', revision: 2, counted: true },
      { key: '2026-01-05_12-00.r1.json', revision: 1, counted: false },
    ],
  })
})

it('does not claim a row of an extract that holds another event there', async () => {
  atRow = { at: START + 1, ms: 0.1 }
  expect((await trace(0, 1)).extract).toMatchObject({ row: null, rows: 3 })
  atRow = null
  expect((await trace(0, 1)).extract).toMatchObject({ row: null })
  objects.clear()
  expect(await trace(0, 1)).toMatchObject({ extract: null, reports: [] })
})

it('shows a dead letter instead of a row, also while the store is unreachable', async () => {
  await ports.deadLetters.add([
    {
      dataset: 'clicks',
      place: { kind: 'log', epoch: (await log.epochs('clicks'))[0]?.epoch ?? 0, partition: 0, offset: 1 },
      reason: 'cut off',
      body: new Uint8Array([7]),
      window: START,
    },
  ])
  ports.store.search.at = () => Promise.reject(new FaultError({ code: 'store-unavailable', reason: 'away' }))
  expect(await trace(0, 1)).toMatchObject({ window: START, row: null, deadLetter: { reason: 'cut off' }, log: {} })
})

it('reports a missing event, or one that the log no longer keeps', async () => {
  stored = null
  await expect(trace(0, 9)).rejects.toMatchObject({ fault: { code: 'event-unknown' } })
  expect(await trace(0, 1)).toMatchObject({ row: null, extract: null, log: {} })
  stored = row
  expect(await trace(0, 9)).toMatchObject({ log: null, row })
})
