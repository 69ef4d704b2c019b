import { DAY_MS, MINUTE_MS } from '@shared/lib/time'
import type { BandPoint, Measure } from '@shared/model/anomaly'
import { formatMeasured } from '../../ui/format/measure'
import { formatDay, formatMinute } from '../../ui/format/time'
import { roundTicks } from '../live/round-ticks'

export interface BandLayout {
  /** The plot's edges, in pixels. */
  readonly left: number
  readonly right: number
  readonly bottom: number
  /** The expected range, as closed paths; one for every run of windows without a gap. */
  readonly bands: readonly string[]
  /** The observed values, as open paths. */
  readonly lines: readonly string[]
  readonly marks: readonly { readonly point: BandPoint; readonly x: number; readonly y: number | null }[]
  readonly yTicks: readonly { readonly y: number; readonly text: string }[]
  readonly xTicks: readonly { readonly x: number; readonly text: string }[]
  xOf(ms: number): number
}

const TOP = 8
const BOTTOM = 24
const LEFT = 60
const RIGHT = 10
/** The width of a time label on the axis, in pixels. */
const TIME_WIDTH = 64
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440]
/** Half the width of an isolated window, in pixels. */
const LONE = 4

/** A measure against its expected range, window by window, in pixels. */
export function layoutBand(points: readonly BandPoint[], measure: Measure, width: number, height: number): BandLayout {
  const from = points[0]?.start ?? 0
  const to = points.at(-1)?.start ?? from
  const left = LEFT
  const right = Math.max(left + 1, width - RIGHT)
  const bottom = height - BOTTOM
  const ticks = roundTicks(
    Math.max(...points.map(({ observed, expected }) => Math.max(observed ?? 0, expected?.high ?? 0)), 0),
  )
  const top = ticks.at(-1) ?? 1
  const xOf = (ms: number) => (to === from ? (left + right) / 2 : left + ((ms - from) / (to - from)) * (right - left))
  const yOf = (value: number) => bottom - (value / top) * (bottom - TOP)
  const at = (ms: number, value: number, aside = 0) => `${(xOf(ms) + aside).toFixed(1)},${yOf(value).toFixed(1)}`
  /** A single window has no width of its own. */
  const sides = (run: readonly BandPoint[]) => (run.length === 1 ? [-LONE, LONE] : [0])

  const bands = runsOf(points, ({ expected }) => expected !== null).map((run) => {
    const edge = (side: 'high' | 'low') =>
      run.flatMap(({ start, expected }) => sides(run).map((aside) => at(start, expected?.[side] ?? 0, aside)))
    const upper = edge('high')
    const lower = edge('low').reverse()
    return `M${[...upper, ...lower].join(' L')} Z`
  })
  const lines = runsOf(points, ({ observed }) => observed !== null).map(
    (run) =>
      `M${run.flatMap(({ start, observed }) => sides(run).map((aside) => at(start, observed ?? 0, aside))).join(' L')}`,
  )
  return {
    left,
    right,
    bottom,
    bands,
    lines,
    marks: points.map((point) => ({
      point,
      x: xOf(point.start),
      y: point.observed === null ? null : yOf(point.observed),
    })),
    yTicks: ticks.map((value) => ({ y: yOf(value), text: tickText(measure, value) })),
    xTicks: timesBetween(from, to, (right - left) / TIME_WIDTH).map((ms) => ({ x: xOf(ms), text: timeText(ms) })),
    xOf,
  }
}

/** Windows that follow each other without a gap. */
function runsOf(points: readonly BandPoint[], has: (point: BandPoint) => boolean): BandPoint[][] {
  const runs: BandPoint[][] = []
  let last: number | null = null
  for (const point of points) {
    if (!has(point)) {
      last = null
      continue
    }
    if (last !== null && point.start - last === MINUTE_MS) runs.at(-1)?.push(point)
    else runs.push([point])
    last = point.start
  }
  return runs
}

function tickText(measure: Measure, value: number): string {
  if (value === 0) return '0'
  if (measure === 'error-rate') return `${Number((value * 100).toFixed(2))} %`
  return measure === 'volume'
    ? formatMeasured(measure, value).replace(' a minute', '/min')
    : formatMeasured(measure, value)
}

/** "09:05", and at midnight "20 May". */
function timeText(ms: number): string {
  return ms % DAY_MS === 0 ? formatDay(ms).replace(/ \d+$/, '') : formatMinute(ms)
}

/** Whole minutes, at round steps, no more than fit. */
function timesBetween(from: number, to: number, most: number): number[] {
  const minutes = (to - from) / MINUTE_MS
  const days = Math.ceil(minutes / 1_440 / Math.max(1, most))
  const step = (STEPS.find((one) => minutes / one <= most) ?? days * 1_440) * MINUTE_MS
  const times: number[] = []
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) times.push(ms)
  return times
}
