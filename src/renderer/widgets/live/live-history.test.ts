import type { LiveSecond } from '@shared/model/live-second'
import { describe, expect, it } from 'vitest'
import { behindMs, lastWholeSecond, updateHistory } from './live-history'

const second = (at: number, events = 10): LiveSecond => ({
  second: at,
  types: { SEARCH: { events, errors: 1 } },
  latency: null,
})
const T = 1_790_000_000

describe('the live history', () => {
  it('replaces a second that is still filling with its newer figures', () => {
    const first = updateHistory(null, { reset: true, seconds: [second(T, 3)], waiting: 0 }, T * 1_000)
    const then = updateHistory(
      first,
      { reset: false, seconds: [second(T, 9), second(T + 1, 1)], waiting: 0 },
      T * 1_000 + 1_100,
    )
    expect(then.seconds.get(T)?.types.SEARCH?.events).toBe(9)
    expect(then.seconds.size).toBe(2)
  })

  it('drops everything on a reset', () => {
    const first = updateHistory(null, { reset: true, seconds: [second(T)], waiting: 0 }, 0)
    expect(updateHistory(first, { reset: true, seconds: [], waiting: 0 }, 0).newest).toBeNull()
  })

  it('keeps five minutes', () => {
    const first = updateHistory(null, { reset: true, seconds: [second(T - 400), second(T - 200)], waiting: 0 }, 0)
    const then = updateHistory(first, { reset: false, seconds: [second(T)], waiting: 0 }, 0)
    expect([...then.seconds.keys()]).toEqual([T - 200, T])
  })

  it('does not show the second that is still filling', () => {
    const history = updateHistory(null, { reset: false, seconds: [second(T)], waiting: 0 }, T * 1_000 + 300)
    expect(lastWholeSecond(history, T * 1_000 + 900)).toBe(T - 1)
  })

  it('moves on when no events come', () => {
    const history = updateHistory(null, { reset: false, seconds: [second(T)], waiting: 0 }, T * 1_000 + 300)
    expect(lastWholeSecond(history, T * 1_000 + 3_000)).toBe(T)
    expect(lastWholeSecond(history, T * 1_000 + 13_000)).toBe(T + 10)
  })

  it('does not assume that the first data it gets is recent', () => {
    const history = updateHistory(null, { reset: true, seconds: [second(T)], waiting: 0 }, (T + 60) * 1_000)
    expect(lastWholeSecond(history, (T + 60) * 1_000)).toBe(T + 56)
  })

  it('shows no empty seconds while logged events wait to be stored, and shows the delay', () => {
    const history = updateHistory(null, { reset: false, seconds: [second(T)], waiting: 0 }, (T + 1) * 1_000)
    const stuck = updateHistory(history, { reset: false, seconds: [], waiting: 113_000 }, (T + 2) * 1_000)
    expect(behindMs(stuck, (T + 4) * 1_000)).toBe(0)
    expect(lastWholeSecond(stuck, (T + 62) * 1_000)).toBe(T)
    expect(behindMs(stuck, (T + 62) * 1_000)).toBe(60_000)
  })

  it('is behind while a sink catches up, until it stores recent events', () => {
    const catching = updateHistory(null, { reset: false, seconds: [second(T)], waiting: 9_000 }, (T + 200) * 1_000)
    expect(behindMs(catching, (T + 201) * 1_000)).toBe(200_000)
    expect(lastWholeSecond(catching, (T + 201) * 1_000)).toBe(T - 1)
    const caughtUp = updateHistory(
      catching,
      { reset: false, seconds: [second(T + 210)], waiting: 12 },
      (T + 211) * 1_000,
    )
    expect(behindMs(caughtUp, (T + 211) * 1_000)).toBe(0)
  })

  it('does not treat the first event after an idle hour as an hour late', () => {
    const history = updateHistory(null, { reset: false, seconds: [second(T)], waiting: 0 }, (T + 1) * 1_000)
    const one = updateHistory(history, { reset: false, seconds: [], waiting: 1 }, (T + 3_600) * 1_000)
    expect(behindMs(one, (T + 3_601) * 1_000)).toBe(0)
  })
})
