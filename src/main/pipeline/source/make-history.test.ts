import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import { ProducerSettings } from '@shared/model/settings'
import { windowOf } from '@shared/model/window'
import { beforeEach, expect, it } from 'vitest'
import type { HistoryProgress } from '../stage'
import { makeHistory } from './make-history'

const TOPIC = 'user_interactions'
const RATE = 100
const codec = createJsonCodec()
let dataset: Dataset
let clock: VirtualClock
let log: MemoryEventLog
let progressed: HistoryProgress[]

beforeEach(async () => {
  dataset = (await loadDatasets(['resources/datasets'])).datasets.find(({ name }) => name === TOPIC) as Dataset
  clock = createVirtualClock()
  log = createMemoryEventLog(clock)
  await log.createTopic(TOPIC, dataset.partitions)
  progressed = []
})

/** Stops after the first progress for which `stopAt` holds. */
async function make(stopAt: (news: HistoryProgress) => boolean = () => false, minutes = 10): Promise<void> {
  const to = windowOf(clock.now())
  const from = to - minutes * MINUTE_MS
  const stop = new AbortController()
  const progress = (news: HistoryProgress) => {
    progressed.push(news)
    if (stopAt(news)) stop.abort()
  }
  await makeHistory({
    request: { from, to, rate: RATE, events: 0, reached: from },
    dataset,
    codec,
    log,
    clock,
    settings: ProducerSettings.parse({}),
    starts: 1,
    report: { count: () => undefined, fault: () => undefined, progress },
    signal: stop.signal,
  })
}

function countByWindow(): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { eventTime } of log.records(TOPIC)) {
    counts.set(windowOf(eventTime), (counts.get(windowOf(eventTime)) ?? 0) + 1)
  }
  return counts
}

it('fills every minute at the rate, and nothing outside them', async () => {
  await make()
  const counts = countByWindow()
  expect(counts.size).toBe(10)
  for (const count of counts.values()) expect(Math.abs(count - RATE * 60)).toBeLessThanOrEqual(1)
  expect(Math.max(...counts.keys())).toBe(windowOf(clock.now()) - MINUTE_MS)
  expect(progressed.at(-1)).toMatchObject({ reached: windowOf(clock.now()), events: log.records(TOPIC).length })
})

it('continues where it was stopped: nothing is missing, doubled or has an id twice', async () => {
  await make(() => true)
  expect(log.records(TOPIC).length).toBeLessThan(10 * 60 * RATE)
  await make()
  for (const count of countByWindow().values()) expect(Math.abs(count - RATE * 60)).toBeLessThanOrEqual(1)
  const ids = log.records(TOPIC).map(({ value }) => codec.decode(value).event_id)
  expect(new Set(ids).size).toBe(ids.length)
  await make()
  expect(log.records(TOPIC)).toHaveLength(ids.length)
})

it('gives the live simulator, which shares its thread, a turn after each batch', async () => {
  let batches = 0
  let turns = 0
  const append = log.append
  log.append = (...batch) => {
    batches++
    return append(...batch)
  }
  const turn = () => {
    turns++
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  await make(() => false, 3)
  clearImmediate(next)
  expect(batches).toBeGreaterThan(3)
  expect(turns).toBeGreaterThanOrEqual(batches)
})
