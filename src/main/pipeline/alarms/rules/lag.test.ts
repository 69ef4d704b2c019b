import { expect, it } from 'vitest'
import type { AlarmFacts } from '../alarm-facts'
import { course, stageFacts, withStage } from '../testing/facts'
import { lag } from './lag'

const RATE = 2_000
const waits = (backlog: number | null): Partial<AlarmFacts> =>
  withStage('sink', { figures: { total: 0, unit: 'events', backlog: backlog && Math.round(backlog), note: '' } })

it('raises no alarm for the few events that are always on their way', () => {
  const random = (second: number) => waits(500 + 1_500 * Math.abs(Math.sin(second)))
  expect(course([lag]).hold(7_200, random).summary()).toEqual([])
})

it('raises one alarm within a minute of a sink that does nothing, and ends it once it has caught up', () => {
  const run = course([lag])
    .hold(120, waits(800))
    .hold(480, (second) => waits((second - 120) * RATE))
    .hold(10, (second) => waits(480 * RATE * (1 - (second - 600) / 10)))
    .hold(60, waits(800))
  expect(run.summary()).toHaveLength(1)
  const [alarm] = run.alarms()
  expect((alarm?.noticedAt ?? 0) - Date.UTC(2026, 0, 5, 12, 2)).toBeLessThanOrEqual(60_000)
  expect(alarm).toMatchObject({ state: 'ended', endedBy: 'recovered' })
  expect((alarm?.endedAt ?? 0) - Date.UTC(2026, 0, 5, 12, 10)).toBeLessThanOrEqual(15_000)
})

it('raises one for a backlog that stays over the limit', () => {
  const run = course([lag])
    .hold(120, waits(100))
    .hold(300, waits(61 * RATE))
  expect(run.summary()).toHaveLength(1)
  expect(run.open()[0]?.sentence).toMatch(/^122,000 events wait for the sink: 1 min 1 s of input\. /)
})

it('is silent while a person has the sink stopped, and while the sink then catches up', () => {
  const stopped = (second: number) => ({
    stages: (waits(second * RATE).stages ?? []).map((one) => (one.id === 'sink' ? { ...one, wanted: false } : one)),
  })
  const run = course([lag])
    .hold(480, stopped)
    .hold(120, (second) => waits(480 * RATE * (1 - (second - 480) / 120)))
    .hold(60, waits(800))
  expect(run.summary()).toEqual([])
})

it('raises one when the sink does not catch up after a person started it', () => {
  const run = course([lag])
    .hold(480, { stages: [stageFacts('sink', { wanted: false })] })
    .hold(120, waits(480 * RATE))
  expect(run.summary()).toHaveLength(1)
})

it('expects a backlog while a file is replayed', () => {
  const replay = (second: number) => ({ ...waits(second * 50_000), filling: true })
  expect(course([lag]).hold(120, waits(10)).hold(300, replay).summary()).toEqual([])
})

it('says nothing while the backlog is not known', () => {
  const run = course([lag])
    .hold(120, waits(10))
    .hold(300, waits(100 * RATE))
  expect(run.hold(300, waits(null)).open()).toHaveLength(1)
})
