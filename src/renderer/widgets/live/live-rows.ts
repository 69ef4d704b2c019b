import { LIVE_SECONDS, type LiveSecond, RATE_SECONDS } from '@shared/model/live-second'
import { highestRate, type Rated } from './highest-rate'
import { type HuedTypes, keyOf, type Series } from './series'

/** One second of a chart: its epoch second, its position from the left, and a value per series; null is a gap. */
export type Row = { readonly second: number; readonly x: number } & { readonly [key: string]: number | null }

type Seconds = ReadonlyMap<number, LiveSecond>

const WARM_UP_SECONDS = 4

/** Events per second by series; a second without events is 0. */
export function eventRows(seconds: Seconds, last: number, hues: HuedTypes, series: readonly Series[]): Row[] {
  const none = Object.fromEntries(series.map(({ key }) => [key, 0]))
  return rowsUntil(last, (second) => {
    const values = { ...none }
    for (const [type, { events }] of Object.entries(seconds.get(second)?.types ?? {})) {
      const key = keyOf(hues, type)
      values[key] = (values[key] ?? 0) + events
    }
    return values
  })
}

/**
 * Error rate (0–1) by series over the last ten seconds of each second. It has a gap when no events came in them, and in the first
 * seconds of a flow, whose few events would show 12 % for a true rate of 6 %. `highest` is the rate that the axis must reach.
 */
export function errorRateRows(
  seconds: Seconds,
  last: number,
  hues: HuedTypes,
  series: readonly Series[],
): { rows: Row[]; highest: number } {
  const sums = new Map(series.map(({ key }) => [key, { events: 0, errors: 0 }]))
  const seen = new Map<string, Rated[]>(series.map(({ key }) => [key, []]))
  const add = (second: number, sign: 1 | -1) => {
    for (const [type, { events, errors }] of Object.entries(seconds.get(second)?.types ?? {})) {
      const sum = sums.get(keyOf(hues, type))
      if (!sum) continue
      sum.events += sign * events
      sum.errors += sign * errors
    }
  }
  const flows = () => [...sums.values()].some(({ events }) => events > 0)
  const before = last - LIVE_SECONDS
  for (let second = before - RATE_SECONDS + 1; second <= before; second++) add(second, 1)
  let since = flows() ? before - RATE_SECONDS : null
  const rows = rowsUntil(last, (second) => {
    add(second, 1)
    add(second - RATE_SECONDS, -1)
    since = flows() ? (since ?? second) : null
    const steady = since !== null && second - since >= WARM_UP_SECONDS
    const values = [...sums].map(([key, { events, errors }]) => {
      if (!steady || events <= 0) return [key, null] as const
      const rate = errors / events
      seen.get(key)?.push({ rate, events })
      return [key, rate] as const
    })
    return Object.fromEntries(values)
  })
  return { rows, highest: highestRate([...seen.values()]) }
}

/** Latency quantiles in milliseconds; a second without events is a gap. */
export function latencyRows(seconds: Seconds, last: number): Row[] {
  return rowsUntil(last, (second) => {
    const latency = seconds.get(second)?.latency
    return { p50: latency?.p50 ?? null, p95: latency?.p95 ?? null, p99: latency?.p99 ?? null }
  })
}

/** Events by type over the five minutes that end with `last`. */
export function volumesOf(seconds: Seconds, last: number): Map<string, number> {
  const volumes = new Map<string, number>()
  for (const { second, types } of seconds.values()) {
    if (second > last || second <= last - LIVE_SECONDS) continue
    for (const [type, { events }] of Object.entries(types)) volumes.set(type, (volumes.get(type) ?? 0) + events)
  }
  return volumes
}

/** Every second has a row, so that the axis is proportional to time. */
function rowsUntil(last: number, valuesOf: (second: number) => Record<string, number | null>): Row[] {
  return Array.from({ length: LIVE_SECONDS }, (_, i) => {
    const second = last - LIVE_SECONDS + 1 + i
    return { ...valuesOf(second), second, x: i }
  })
}

export function highestValue(rows: readonly Row[], series: readonly Series[]): number {
  return rows.reduce((highest, row) => Math.max(highest, ...series.map(({ key }) => row[key] ?? 0)), 0)
}

export function highestSum(rows: readonly Row[], series: readonly Series[]): number {
  return rows.reduce(
    (highest, row) =>
      Math.max(
        highest,
        series.reduce((sum, { key }) => sum + (row[key] ?? 0), 0),
      ),
    0,
  )
}
