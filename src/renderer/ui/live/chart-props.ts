import type { Row } from './live-rows'
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

export const Y_AXIS = { width: 52, tickCount: 5 }
export const MARGINS = { top: 8, right: 18, bottom: 0, left: 0 }
