import { MINUTE_MS } from '@shared/lib/time'
import { expect, it } from 'vitest'
import { createSilenceWatch } from './silence-watch'

const START = Date.UTC(2026, 0, 5, 12)
const LONG_AGO = START - 60 * MINUTE_MS

/** Checks every ten seconds; returns the minutes that the last check named. */
function check(from: number, to: number, liveSince: number | null, watch = createSilenceWatch()): number[] {
  let named: number[] = []
  for (let now = from; now <= to; now += 10_000) named = watch.watched(now, liveSince, now - 2_000)
  return named.map((start) => (start - START) / MINUTE_MS)
}

it('names the whole minutes that were watched, once their grace has passed', () => {
  expect(check(START - 10_000, START + 60_000, LONG_AGO)).toEqual([])
  expect(check(START - 10_000, START + 70_000, LONG_AGO)).toEqual([0])
  expect(check(START - 10_000, START + 190_000, LONG_AGO)).toEqual([0, 1, 2])
})

it('names none in which the source began, and none while there is no source', () => {
  expect(check(START - 10_000, START + 130_000, START + 1)).toEqual([1])
  expect(check(START - 10_000, START + 130_000, null)).toEqual([])
})

it('names none in which the machine slept or its clock was set back', () => {
  const watch = createSilenceWatch()
  check(START - 10_000, START + 20_000, LONG_AGO, watch)
  expect(check(START + 300_000, START + 430_000, LONG_AGO, watch)).toEqual([5, 6])
  expect(check(START + 130_000, START + 250_000, LONG_AGO, watch)).toEqual([3])
})

it('limits the number of minutes', () => {
  expect(check(START, START + 3_600_000, LONG_AGO).length).toBe(10)
})
