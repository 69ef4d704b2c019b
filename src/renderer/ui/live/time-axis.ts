import { formatMinute, formatSecond } from '../format/time'
import type { Row } from './live-rows'

/** Nearer to the right edge than this, a minute's label would run into "now". */
const CLEAR_SECONDS = 25

/** Whole minutes, and the right edge as "now". */
export function timeAxis(rows: readonly Row[]) {
  const from = rows[0]?.second ?? 0
  const to = rows.at(-1)?.second ?? 0
  const ticks: number[] = []
  for (let second = Math.ceil(from / 60) * 60; second <= to - CLEAR_SECONDS; second += 60) ticks.push(second)
  return {
    type: 'number' as const,
    domain: [from, to] as [number, number],
    ticks: [...ticks, to],
    interval: 0,
    height: 26,
    tick: { transform: 'translate(0, 6)', fontSize: 12, fill: 'currentColor' },
    tickFormatter: (second: number) => (second === to ? 'now' : formatMinute(second * 1_000)),
  }
}

/** Recharts also asks for the label of no second at all. */
export function tooltipLabel(second: unknown): string {
  return typeof second === 'number' ? `${formatSecond(second * 1_000)} UTC` : ''
}
