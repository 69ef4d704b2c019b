import { describe, expect, it } from 'vitest'
import { layoutLines, linesBetween, ROW_HEIGHT } from './line-layout'

const lines = ['short', 'a'.repeat(25), '', '日本語日本語'].map((text) => ({ text }))

describe('the layout of log lines', () => {
  const layout = layoutLines(lines, 10)

  it('gives a long line all the rows it needs, and an empty line one row', () => {
    expect(layout.tops).toEqual([0, 1, 4, 5, 7].map((rows) => rows * ROW_HEIGHT))
    expect(layout.height).toBe(7 * ROW_HEIGHT)
  })

  it('finds the visible lines', () => {
    expect(linesBetween(layout, 0, ROW_HEIGHT - 1)).toEqual({ start: 0, end: 1 })
    expect(linesBetween(layout, 2 * ROW_HEIGHT, 4.5 * ROW_HEIGHT)).toEqual({ start: 1, end: 3 })
    expect(linesBetween(layout, 6.9 * ROW_HEIGHT, 1_000)).toEqual({ start: 3, end: 4 })
    expect(linesBetween(layoutLines([], 10), 0, 500)).toEqual({ start: 0, end: 0 })
  })
})
