import { MINUTE_MS } from '@shared/lib/time'
import { expect, it } from 'vitest'
import type { AlarmFacts } from '../alarm-facts'
import { course, START, stageFacts } from '../testing/facts'
import { windowMissing } from './window-missing'

const due = (...minutes: number[]): Partial<AlarmFacts> => ({
  windows: [
    {
      dataset: 'shop',
      title: 'Shop',
      incomplete: [],
      due: minutes.map((minute) => ({ start: START + minute * MINUTE_MS, revision: 0 })),
      reason: null,
    },
  ],
})
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
const minuteOf = (second: number) => Math.floor(second / 60)

it('is silent while each window is reported within seconds', () => {
  const live = (second: number) => (second % 60 < 6 ? due(minuteOf(second) - 1) : due())
  expect(course([windowMissing]).hold(3_600, live).summary()).toEqual([])
})

it('raises one alarm when no report is made any more, and ends it once they are', () => {
  const run = course([windowMissing])
    .hold(120, due())
    .hold(600, (second) => due(...range(1, minuteOf(second))))
    .hold(60, due())
  expect(run.summary()).toEqual(['window-missing shop: 300–720 recovered'])
})

it('raises one for a window that others overtake', () => {
  const run = course([windowMissing]).hold(600, (second) => due(0, ...(second % 60 < 6 ? [minuteOf(second) + 1] : [])))
  expect(run.summary()).toHaveLength(1)
})

it('takes a long queue that moves for no failure', () => {
  const run = course([windowMissing]).hold(3_600, (second) => due(...range(Math.floor(second / 10), 360)))
  expect(run.hold(60, due()).summary()).toEqual([])
})

it('does not miss a report that late events outdate again and again', () => {
  const late = (second: number) => ({
    windows: [
      {
        dataset: 'shop',
        title: 'Shop',
        incomplete: [],
        due: [{ start: START, revision: minuteOf(second) }],
        reason: null,
      },
    ],
  })
  expect(course([windowMissing]).hold(1_200, late).summary()).toEqual([])
})

it('is silent while a person has a stage stopped', () => {
  const stopped = { ...due(0, 1, 2), stages: [stageFacts('extract', { wanted: false })] }
  expect(
    course([windowMissing])
      .hold(600, stopped)
      .hold(100, due(0, 1, 2))
      .hold(60, due())
      .summary(),
  ).toEqual([])
})
