import type { Row } from './live-rows'
import { roundTicks } from './round-ticks'
import { timeAxis, tooltipLabel } from './time-axis'

/** What all live charts have in common. The axes keep their size, so that nothing moves but the data. */
export function chartProps(rows: readonly Row[]) {
  return {
    data: rows as Row[],
    dataKey: 'second',
    h: '100%',
    curveType: 'linear' as const,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    strokeDasharray: '0',
    withDots: false,
    connectNulls: false,
    accessibilityLayer: false,
    gridColor: 'var(--line)',
    textColor: 'var(--ink-soft)',
    xAxisProps: timeAxis(rows),
    tooltipProps: { labelFormatter: tooltipLabel },
  }
}

/** Four steps of a round size, from 0 to at least `highest`. */
export function yAxis(highest: number, format: (value: number) => string) {
  const ticks = roundTicks(highest)
  return { width: 56, domain: [0, ticks.at(-1) ?? 1] as [number, number], ticks, interval: 0, tickFormatter: format }
}

export const MARGINS = { top: 8, right: 18, bottom: 0, left: 0 }
