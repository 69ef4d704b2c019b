import { describe, expect, it } from 'vitest'
import { layoutBars, MOST_LYING } from './bars-layout'

const type = (label: string, events: number, errors: number) => ({ label, events, errors, errorRate: errors / events })
const many = Array.from({ length: 41 }, (_, i) => type(`/section-${i}`, 41 - i, 1))

describe('the bars of a report', () => {
  it('are in pairs, success and error, as high as their counts', () => {
    const { bars, texts } = layoutBars([type('Search', 110, 10), type('Payment', 50, 0)], 400, 260)
    const [success, error, , none] = bars
    expect(bars.map((bar) => bar.kind)).toEqual(['success', 'error', 'success', 'error'])
    expect((success?.height ?? 0) / (error?.height ?? 1)).toBeCloseTo(10)
    expect(none?.height).toBe(0)
    expect(texts.map(({ text }) => text)).toEqual(['100', '10', 'Search', '9.1 %', '50', '0', 'Payment', '0.0 %'])
  })

  it('are horizontal when there are many, and leave the small ones to the table', () => {
    const layout = layoutBars(many, 500, 260)
    expect(layout.bars).toHaveLength(MOST_LYING * 2)
    expect(Math.max(...layout.bars.map((bar) => bar.x + bar.width))).toBeLessThan(500)
  })

  it('stay inside their space', () => {
    for (const { bars, width, height } of [layoutBars(many.slice(0, 6), 300, 200), layoutBars(many, 300, 200)]) {
      for (const bar of bars) {
        expect(bar.x).toBeGreaterThanOrEqual(0)
        expect(bar.y).toBeGreaterThanOrEqual(0)
        expect(bar.x + bar.width).toBeLessThanOrEqual(width)
        expect(bar.y + bar.height).toBeLessThanOrEqual(height)
      }
    }
  })
})
