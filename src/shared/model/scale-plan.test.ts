import { expect, it } from 'vitest'
import { fitLine, planScale, type ScaleMeasurements } from './scale-plan'

const measured: ScaleMeasurements = {
  backend: 'embedded',
  cores: 2,
  machineMemoryBytes: 24e9,
  partitions: 6,
  // A base load of 5 %, and 20 µs of CPU for each event.
  samples: [1_000, 2_000, 4_000].map((rate) => ({
    eventsPerSecond: rate,
    cpuPercent: 5 + rate * 0.002,
    memoryBytes: 500e6,
  })),
  windows: [60_000, 120_000, 240_000].map((events) => ({ events, reportMs: 200 + events * 0.004 })),
  logBytes: 100,
  storeBytes: 40,
  logHours: 24,
  logMaxBytes: 1e9,
  storeDays: 30,
}
const needed = (eventsPerMinute: number, from = measured) =>
  Object.fromEntries(planScale(from, eventsPerMinute)?.rows.map((row) => [row.what, row]) ?? [])

it('tells the base load from the cost of events, when the rate has varied', () => {
  expect(fitLine(measured.samples.map((s) => ({ x: s.eventsPerSecond, y: s.cpuPercent })))).toEqual({
    base: expect.closeTo(5),
    slope: expect.closeTo(0.002),
    varied: true,
  })
  expect(planScale(measured, 120_000)?.cpuMicros).toBeCloseTo(20)
})

it('counts everything as the cost of events, when the rate has not varied', () => {
  const plan = planScale({ ...measured, samples: measured.samples.slice(0, 1) }, 120_000)
  expect(plan?.varied).toBe(false)
  expect(plan?.cpuMicros).toBeCloseTo(70)
})

it('has no plan before anything was measured', () => {
  expect(planScale({ ...measured, samples: [] }, 1_000)).toBeNull()
  expect(fitLine([{ x: 0, y: 5 }])).toBeNull()
})

it('says what was measured and what was carried on', () => {
  expect(needed(120_000).cores).toMatchObject({ needed: expect.closeTo(0.09 / 0.7), basis: 'measured' })
  expect(needed(6_000_000).cores).toMatchObject({ needed: expect.closeTo(2.05 / 0.7), basis: 'extrapolated' })
})

it('grows with the rate: partitions, servers, the engine and the disks', () => {
  const small = needed(120_000)
  expect([small.partitions?.needed, small.shards?.needed, small.engine?.needed]).toEqual([1, 1, 'in-process'])
  const large = needed(60_000_000)
  expect([large.partitions?.needed, large.shards?.needed, large.engine?.needed]).toEqual([10, 5, 'spark'])
  expect(needed(10_000_000).engine?.needed).toBe('clickhouse')
  expect(large['log-disk']?.needed).toBe(1e9)
  expect(large['store-disk']?.needed).toBe(1_000_000 * 40 * 30 * 86_400)
})

it('ends at the first limit', () => {
  expect(planScale(measured, 1_000)?.ends).toEqual({ by: 'cores', eventsPerSecond: expect.closeTo(67_500) })
  const slow = { ...measured, windows: measured.windows.map(({ events }) => ({ events, reportMs: events * 0.1 })) }
  expect(planScale(slow, 1_000)?.ends).toEqual({ by: 'window', eventsPerSecond: expect.closeTo(5_000) })
})
