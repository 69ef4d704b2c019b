import { createFeed } from '@main/signals/feed'
import { MINUTE_MS } from '@shared/lib/time'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { Settings } from '@shared/model/settings'
import type { StageState, StageStatus } from '@shared/model/stage'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSourceActivity, type SourceActivity } from './source-activity'

const START = Date.UTC(2026, 0, 5, 12)

let now: number
let source: SourceActivity
let end: AbortController
let running: Promise<void>
const settings = createFeed(Settings.parse({}))
const stages = createFeed<readonly StageStatus[]>([])

const status = (state: StageState): StageStatus => ({
  id: 'source',
  title: 'Source',
  subtitle: '',
  state,
  figures: { total: 0, unit: 'events', backlog: null, note: '' },
  ratePerSecond: 0,
  history: [],
  lastWindow: null,
  nextAt: null,
  lastFault: null,
  hindrance: null,
})

async function at(seconds: number, change: () => void): Promise<void> {
  now = START + seconds * 1_000
  change()
  await new Promise((resolve) => setImmediate(resolve))
}
const stage = (state: 'running' | 'stopping' | 'stopped') => () => stages.publish([status({ state })])
const produce = (enabled: boolean) => () => {
  const { producer, ...rest } = settings.value
  settings.publish({ ...rest, producer: { ...producer, enabled } })
}
/** The minutes, from START on, in which the source ran for only a part of the time. */
const partly = () =>
  Array.from({ length: 10 }, (_, minute) => minute).filter((minute) =>
    source.partly(DEFAULT_DATASET, START + minute * MINUTE_MS),
  )

beforeEach(async () => {
  now = START
  end = new AbortController()
  stages.publish([status({ state: 'stopped' })])
  source = createSourceActivity(stages, settings, { now: () => now, elapsed: () => now, sleep: async () => undefined })
  running = source.run(end.signal)
  await at(0, stage('running'))
})

afterEach(async () => {
  end.abort()
  await running
})

it('marks the windows in which the source stops and restarts', async () => {
  expect(source.since(DEFAULT_DATASET)).toBe(START)
  await at(210, produce(false))
  expect(source.since(DEFAULT_DATASET)).toBeNull()
  expect(partly()).toEqual([3])
  await at(430, produce(true))
  // In the sixth minute it was not running either, when that minute ended.
  expect(partly()).toEqual([3, 6, 7])
})

it('marks a stop of the stage, too, and a stop of a few seconds', async () => {
  await at(150, stage('stopping'))
  await at(151, stage('stopped'))
  await at(155, stage('running'))
  expect(partly()).toEqual([1, 2])
})

it('marks no window of a source that runs, or of a dataset that is replayed', async () => {
  await at(200, stage('running'))
  expect(partly()).toEqual([])
  await at(210, stage('stopped'))
  expect(source.partly('access_log', START + 3 * MINUTE_MS)).toBe(false)
})
