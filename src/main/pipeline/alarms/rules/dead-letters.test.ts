import { expect, it } from 'vitest'
import type { AlarmFacts } from '../alarm-facts'
import { course, LIMITS, quiet } from '../testing/facts'
import { deadLetters, kindOf } from './dead-letters'

/** The newest 200 of them. */
const letters = (count: number, reason = 'the field "x" has the value 7'): Partial<AlarmFacts> => ({
  deadLetters: [
    {
      dataset: 'shop',
      title: 'Shop',
      newest: Array.from({ length: Math.min(200, Math.floor(count)) }, (_, i) => ({
        id: Math.floor(count) - i,
        reason,
      })),
    },
  ],
})

it('raises an alarm for the first dead letter of a new kind, and ends it when no more come', () => {
  const run = course([deadLetters]).hold(60, letters(0)).hold(120, letters(1)).hold(600, letters(1))
  expect(run.summary()).toEqual(['dead-letters shop: 60–80 recovered'])
  expect(run.alarms()[0]).toMatchObject({
    title: 'Shop: dead letters of a new kind',
    dataset: 'shop',
    sentence: expect.stringContaining('because: the field "x" has the value 7. They are kept'),
  })
})

it('lets one alarm last as long as they come', () => {
  const run = course([deadLetters])
    .hold(60, letters(0))
    .hold(600, (second) => letters((second - 50) / 10))
    .hold(60, letters(61))
  expect(run.summary()).toHaveLength(1)
  expect(run.open()).toEqual([])
})

it('knows the kinds that were there before', () => {
  const run = course([deadLetters])
    .hold(60, letters(5))
    .hold(600, (second) => letters(5 + second / 20))
  expect(run.summary()).toEqual([])
})

it.each([2, 30])('raises an alarm for a rate above the limit: %i a second', (rate) => {
  const run = course([deadLetters])
    .hold(60, letters(5))
    .hold(300, (second) => letters(5 + (second - 60) * rate))
    .hold(90, letters(5 + 300 * rate))
  expect(run.summary()).toHaveLength(1)
  const [alarm] = run.alarms()
  expect((alarm?.noticedAt ?? 0) - Date.UTC(2026, 0, 5, 12, 1)).toBeLessThanOrEqual(60_000)
  expect(alarm?.state).toBe('ended')
})

it('ends soon after the last dead letter, however many came in the minute before', () => {
  const run = course([deadLetters])
    .hold(60, letters(0))
    .hold(60, (second) => letters((second - 59) * 30))
    .hold(40, letters(1_800))
  expect(run.open()).toEqual([])
})

it('forgets the kinds that it has not seen for the longest time, of very many', () => {
  const rule = deadLetters()
  const reading = (id: number, reason: string, second: number) => {
    const newest = [{ id, reason }]
    const deadLetters = [{ dataset: 'shop', title: 'Shop', newest }]
    const found = rule.read(quiet({ elapsed: second * 1_000, deadLetters }), LIMITS)
    return found === 'unknown' ? [] : found.map(({ level }) => level)
  }
  const kind = (n: number) => `kind ${String.fromCodePoint(0x4e00 + n)}`
  reading(1, kind(0), 0)
  let id = 1
  for (let n = 1; n <= 2_000; n++) {
    reading(++id, kind(n), n * 60)
    if (n % 100 === 0) reading(++id, kind(1), n * 60 + 30)
  }
  expect(reading(++id, kind(1), 130_000)).toEqual(['hold'])
  expect(reading(++id, kind(2_000), 140_000)).toEqual(['hold'])
  expect(reading(++id, kind(0), 150_000)).toEqual(['raise'])
})

it('takes reasons for one kind that differ in values alone', () => {
  expect(kindOf('The field "a" is 5.1 at 12:00.')).toBe(kindOf('The field "b" is -7 at 13:30.'))
  expect(kindOf('The field "a" is missing.')).not.toBe(kindOf('The field "a" is too long.'))
})
