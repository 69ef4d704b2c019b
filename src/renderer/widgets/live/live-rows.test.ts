import { LIVE_SECONDS, type LiveSecond } from '@shared/model/live-second'
import { describe, expect, it } from 'vitest'
import { errorRateRows, eventRows, latencyRows } from './live-rows'
import { OTHER, type Series } from './series'

const T = 1_790_000_000
const hues = new Map([['SEARCH', 0]])
const series: Series[] = [{ key: 'hue0', label: 'Search', color: 'blue' }, OTHER]
const board = (...seconds: LiveSecond[]) => new Map(seconds.map((second) => [second.second, second]))
const second = (at: number, events: number, errors = 0): LiveSecond => ({
  second: at,
  types: { SEARCH: { events, errors }, '/a': { events: 2, errors: 0 }, '/b': { events: 3, errors: 0 } },
  latency: { p50: 1, p95: 2, p99: 3 },
})

describe('rows of the live charts', () => {
  it('have one row a second, and add up the types without a colour', () => {
    const rows = eventRows(board(second(T, 7)), T + 1, hues, series)
    expect(rows).toHaveLength(LIVE_SECONDS)
    expect(rows.at(-1)).toEqual({ second: T + 1, x: 299, hue0: 0, other: 0 })
    expect(rows.at(-2)).toEqual({ second: T, x: 298, hue0: 7, other: 5 })
    expect(rows[0]?.second).toBe(T + 2 - LIVE_SECONDS)
  })

  it('count error rates over ten seconds, and leave a gap with no or too few events', () => {
    const { rows } = errorRateRows(board(second(T - 30, 10, 5), second(T - 25, 30, 5)), T, hues, series)
    const rateAt = (at: number) => rows[at - (T - LIVE_SECONDS + 1)]?.hue0
    expect(rateAt(T - 27)).toBeNull()
    expect(rateAt(T - 26)).toBe(0.5)
    expect(rateAt(T - 25)).toBe(0.25)
    expect(rateAt(T - 20)).toBeCloseTo(5 / 30)
    expect(rateAt(T - 15)).toBeNull()
  })

  it('leave a gap in the latency when no events came', () => {
    const rows = latencyRows(board(second(T, 1)), T + 1)
    expect(rows.at(-2)).toEqual({ second: T, x: 298, p50: 1, p95: 2, p99: 3 })
    expect(rows.at(-1)).toEqual({ second: T + 1, x: 299, p50: null, p95: null, p99: null })
  })
})
