import { MINUTE_MS } from '@shared/lib/time'
import { expect, it } from 'vitest'
import type { AlarmFacts } from '../alarm-facts'
import { course, START, stageFacts } from '../testing/facts'
import { windowIncomplete } from './window-incomplete'

const lacking = (...minutes: number[]): Partial<AlarmFacts> => ({
  windows: [
    {
      dataset: 'shop',
      title: 'Shop',
      incomplete: minutes.map((minute) => ({ start: START + minute * MINUTE_MS, missing: 6_000 })),
      due: [],
      reason: null,
    },
  ],
})

it('raises one alarm for the incomplete windows of a dataset, and ends it once they are complete', () => {
  const run = course([windowIncomplete])
    .hold(60, lacking())
    .hold(60, lacking(0))
    .hold(60, lacking(0, 1))
    .hold(60, lacking())
  expect(run.summary()).toEqual(['window-incomplete shop: 70–180 recovered'])
  expect(run.alarms()[0]).toMatchObject({
    dataset: 'shop',
    title: 'Shop: 2 windows are incomplete',
    sentence: expect.stringMatching(
      /^12,000 events are missing in 2 windows from 2026-01-05_12-00 to 2026-01-05_12-01\. /,
    ),
  })
})

it('does not repeat windows that were incomplete when Millrace started', () => {
  const run = course([windowIncomplete]).hold(600, lacking(0, 1))
  expect(run.summary()).toEqual([])
  expect(run.hold(60, lacking(0, 1, 2)).summary()).toHaveLength(1)
})

it('is silent about windows that lack what a person stopped', () => {
  const stopped = { ...lacking(0), stages: [stageFacts('sink', { wanted: false })] }
  const run = course([windowIncomplete])
    .hold(60, lacking())
    .hold(480, stopped)
    .hold(100, lacking(0))
    .hold(60, lacking())
  expect(run.summary()).toEqual([])
})
