import { MINUTE_MS } from '@shared/lib/time'
import { describe, expect, it } from 'vitest'
import { windowsLeft, windowsOf } from './block-window-counts'

const [A, B, C] = [0, 1, 2].map((minute) => minute * MINUTE_MS) as [number, number, number]
const TIMES = [A, A + 1, B, C + 5, A + 2]
const counts = windowsOf(TIMES, A, C + 5)

describe('the windows of a block', () => {
  it('are not counted when its first and last time say which', () => {
    expect(windowsOf([A, A + 1], A, A + MINUTE_MS - 1)).toBeNull()
    expect(windowsOf([A, B], A, B)).not.toBeNull()
  })

  it('are those of all its records while every record is damaged', () => {
    expect(windowsLeft(counts, [], 5)).toEqual([A, A, A, B, C])
  })

  it('are those of its damaged records, in order', () => {
    expect(windowsLeft(counts, [A, C + 5], 3)).toEqual([A, A, B])
    expect(windowsLeft(counts, TIMES, 0)).toEqual([])
  })

  it('can be read from bytes that begin anywhere', () => {
    const bytes = new Uint8Array((counts?.length ?? 0) + 3)
    bytes.set(counts ?? [], 3)
    expect(windowsLeft(bytes.subarray(3), [], 5)).toEqual([A, A, A, B, C])
  })

  it('are unknown without counts', () => {
    expect(windowsLeft(null, [], 5)).toBeNull()
  })

  it('are unknown when the counts are damaged too', () => {
    const damaged = (...numbers: number[]) => new Uint8Array(Float64Array.from(numbers).buffer)
    // Not a whole number of pairs.
    expect(windowsLeft(damaged(A, 1, B), [], 1)).toBeNull()
    // More or fewer records than there are.
    expect(windowsLeft(counts, [], 4)).toBeNull()
    expect(windowsLeft(counts, [], 6)).toBeNull()
    // An intact record that no window counted.
    expect(windowsLeft(damaged(A, 2, B, 1), [C], 2)).toBeNull()
    // Parts of records that add up.
    expect(windowsLeft(damaged(A, 1.5, B, 0.5), [], 2)).toBeNull()
  })
})
