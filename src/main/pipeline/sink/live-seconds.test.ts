import type { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { createLiveSeconds } from './live-seconds'

const dataset = {
  roles: { type: 'kind', outcome: 'status', errorSymbols: ['ERROR'], latency: 'ms', time: 't', key: 'k' },
} as Partial<Dataset> as Dataset
const event = (kind: string, status: string, ms: number) => ({ kind, status, ms })

it('counts events, errors and latency by the second in which they were logged', () => {
  const live = createLiveSeconds(dataset)
  live.add(event('A', 'SUCCESS', 10), 5_000)
  live.add(event('A', 'ERROR', 20), 5_999)
  live.add(event('B', 'SUCCESS', 30), 6_000)
  expect(live.changes()).toEqual([
    { second: 5, types: { A: { events: 2, errors: 1 } }, latency: { p50: 10, p95: 20, p99: 20 } },
    { second: 6, types: { B: { events: 1, errors: 0 } }, latency: { p50: 30, p95: 30, p99: 30 } },
  ])
})

it('returns all counts of a second again when more events come, and nothing when nothing changed', () => {
  const live = createLiveSeconds(dataset)
  live.add(event('A', 'SUCCESS', 10), 5_000)
  live.changes()
  expect(live.changes()).toEqual([])
  live.add(event('A', 'SUCCESS', 10), 5_001)
  expect(live.changes()).toMatchObject([{ second: 5, types: { A: { events: 2 } } }])
})

it('counts every event in its second, even when a sink that catches up reads the partitions unevenly', () => {
  const live = createLiveSeconds(dataset)
  // Partition by partition: each has an event in every one of 240 seconds.
  for (let partition = 0; partition < 5; partition++) {
    for (let second = 0; second < 240; second++) live.add(event('A', 'SUCCESS', 10), (1_000 + second) * 1_000)
    if (partition === 2) live.changes()
  }
  const seconds = live.changes()
  expect(seconds).toHaveLength(240)
  expect(seconds.reduce((sum, { types }) => sum + (types.A?.events ?? 0), 0)).toBe(1_200)
})

it('drops seconds that no chart shows any more', () => {
  const live = createLiveSeconds(dataset)
  live.add(event('A', 'SUCCESS', 10), 5_000)
  live.add(event('A', 'SUCCESS', 10), 400_000)
  expect(live.changes()).toMatchObject([{ second: 400 }])
  live.add(event('A', 'SUCCESS', 10), 5_500)
  expect(live.changes()).toEqual([])
})
