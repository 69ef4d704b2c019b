import type { RecordableHistogram } from 'node:perf_hooks'
import type { Quantiles } from '../stage'
import { millisecondHistogram, recordMilliseconds } from './millisecond-histogram'

const SLICES = 6
const SLICE_MS = 10_000
/** A record logged later than this after its event is a replayed one: its age is not the pipeline's latency. */
const LIVE_WITHIN_MS = 60_000

/** The age of events when they are stored. */
export interface Freshness {
  add(eventTime: number, loggedAt: number, storedAt: number): void
  quantiles(now: number): { minute: Quantiles | null; total: Quantiles | null }
}

export function createFreshness(): Freshness {
  const total = millisecondHistogram()
  const slices: { start: number; histogram: RecordableHistogram }[] = []

  const sliceAt = (now: number) => {
    const last = slices.at(-1)
    if (last && now < last.start + SLICE_MS) return last.histogram
    const slice = { start: now, histogram: millisecondHistogram() }
    slices.push(slice)
    if (slices.length > SLICES) slices.shift()
    return slice.histogram
  }

  return {
    add(eventTime, loggedAt, storedAt) {
      if (loggedAt - eventTime > LIVE_WITHIN_MS) return
      recordMilliseconds(total, storedAt - eventTime)
      recordMilliseconds(sliceAt(storedAt), storedAt - eventTime)
    },
    quantiles(now) {
      const minute = millisecondHistogram()
      for (const slice of slices) if (slice.start > now - SLICES * SLICE_MS) minute.add(slice.histogram)
      return { minute: quantilesOf(minute), total: quantilesOf(total) }
    },
  }
}

function quantilesOf(histogram: RecordableHistogram): Quantiles | null {
  return histogram.count === 0 ? null : { p50: histogram.percentile(50), p99: histogram.percentile(99) }
}
