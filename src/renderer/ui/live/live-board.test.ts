import type { LiveSecond } from '@shared/model/live'
import { describe, expect, it } from 'vitest'
import { lastWholeSecond, updateBoard } from './live-board'

const second = (at: number, events = 10): LiveSecond => ({
  second: at,
  types: { SEARCH: { events, errors: 1 } },
  latency: null,
})
const T = 1_790_000_000

describe('the live board', () => {
  it('takes the newer figures of a second that still fills', () => {
    const first = updateBoard(null, { reset: true, seconds: [second(T, 3)] }, T * 1_000)
    const then = updateBoard(first, { reset: false, seconds: [second(T, 9), second(T + 1, 1)] }, T * 1_000 + 1_100)
    expect(then.seconds.get(T)?.types.SEARCH?.events).toBe(9)
    expect(then.seconds.size).toBe(2)
  })

  it('forgets all of it on a reset', () => {
    const first = updateBoard(null, { reset: true, seconds: [second(T)] }, 0)
    expect(updateBoard(first, { reset: true, seconds: [] }, 0).newest).toBeNull()
  })

  it('keeps five minutes', () => {
    const first = updateBoard(null, { reset: true, seconds: [second(T - 400), second(T - 200)] }, 0)
    const then = updateBoard(first, { reset: false, seconds: [second(T)] }, 0)
    expect([...then.seconds.keys()]).toEqual([T - 200, T])
  })

  it('does not show the second that still fills', () => {
    const board = updateBoard(null, { reset: false, seconds: [second(T)] }, T * 1_000 + 300)
    expect(lastWholeSecond(board, T * 1_000 + 900)).toBe(T - 1)
  })

  it('lets time go on when nothing comes', () => {
    const board = updateBoard(null, { reset: false, seconds: [second(T)] }, T * 1_000 + 300)
    expect(lastWholeSecond(board, T * 1_000 + 3_000)).toBe(T)
    expect(lastWholeSecond(board, T * 1_000 + 13_000)).toBe(T + 10)
  })

  it('knows that what it finds on opening may be old', () => {
    const board = updateBoard(null, { reset: true, seconds: [second(T)] }, (T + 60) * 1_000)
    expect(lastWholeSecond(board, (T + 60) * 1_000)).toBe(T + 56)
  })
})
