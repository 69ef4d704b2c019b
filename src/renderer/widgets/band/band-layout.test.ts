import { MINUTE_MS } from '@shared/lib/time'
import type { BandPoint } from '@shared/model/anomaly'
import { describe, expect, it } from 'vitest'
import { layoutBand } from './band-layout'

const START = Date.UTC(2026, 0, 5, 12)
const EXPECTED = { value: 0.05, low: 0.02, high: 0.08 }
const point = (minute: number, over: Partial<BandPoint> = {}): BandPoint => ({
  start: START + minute * MINUTE_MS,
  observed: 0.05,
  expected: EXPECTED,
  anomalous: false,
  ...over,
})

describe('a measure against its expected range', () => {
  it('is drawn from the first window to the last, on round values with their unit', () => {
    const layout = layoutBand([point(0), point(1), point(2, { observed: 0.19 })], 'error-rate', 500, 200)
    expect(layout.yTicks.map(({ text }) => text)).toEqual(['0', '5 %', '10 %', '15 %', '20 %'])
    expect(layout.marks.map(({ x }) => x)).toEqual([60, 275, 490])
    expect(layout.xTicks.map(({ text }) => text)).toEqual(['12:00', '12:01', '12:02'])
    expect(layout.lines).toHaveLength(1)
    expect(layout.bands).toHaveLength(1)
  })

  it('breaks where a window is missing or was not measured', () => {
    const points = [point(0, { expected: null }), point(1), point(3), point(4, { observed: null }), point(5)]
    const { lines, bands, marks } = layoutBand(points, 'error-rate', 500, 200)
    expect(lines).toHaveLength(3)
    expect(bands).toHaveLength(2)
    expect(marks[3]?.y).toBeNull()
  })

  it('has no more times below it than fit', () => {
    const points = Array.from({ length: 240 }, (_, i) => point(i))
    const times = layoutBand(points, 'volume', 500, 200).xTicks
    expect(times.map(({ text }) => text)).toEqual(['12:00', '13:00', '14:00', '15:00'])
  })

  it('gives a width to isolated windows', () => {
    const { lines, bands } = layoutBand([point(0), point(60), point(120)], 'error-rate', 500, 200)
    expect(lines[1]).toMatch(/^M271\.0,(\d+\.\d) L279\.0,\1$/)
    expect(bands[1]).toMatch(/^M271\.0,\S+ L279\.0,\S+ L279\.0,\S+ L271\.0,\S+ Z$/)
  })

  it('names the days of windows that are hours apart', () => {
    const points = Array.from({ length: 48 }, (_, i) => point(i * 60))
    expect(layoutBand(points, 'volume', 500, 200).xTicks.map(({ text }) => text)).toEqual([
      '12:00',
      '6 Jan',
      '12:00',
      '7 Jan',
    ])
  })

  it('is empty without windows, and has a middle with one', () => {
    expect(layoutBand([], 'latency', 500, 200)).toMatchObject({ lines: [], bands: [], marks: [] })
    expect(layoutBand([point(0)], 'latency', 500, 200).marks[0]?.x).toBe(275)
  })
})
