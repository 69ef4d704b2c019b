import type { RecordableHistogram } from 'node:perf_hooks'
import type { Dataset, Event } from '@shared/model/dataset'
import type { LiveSecond } from '@shared/model/live'
import { millisecondHistogram, recordMilliseconds } from './millisecond-histogram'

/** Seconds stay open this long for records that come a little later; then their histogram is let go. */
const OPEN_SECONDS = 5

interface OpenSecond {
  readonly types: Map<string, { events: number; errors: number }>
  readonly latencies: RecordableHistogram | null
  changed: boolean
}

/** Counts a dataset's events by the second in which they were logged. */
export interface LiveSeconds {
  add(event: Event, loggedAt: number): void
  /** The seconds that changed since the last call, whole, oldest first. */
  changes(): LiveSecond[]
}

export function createLiveSeconds(dataset: Dataset): LiveSeconds {
  const { type, outcome, latency, errorSymbols } = dataset.roles
  const errors = new Set(errorSymbols)
  const open = new Map<number, OpenSecond>()
  let newest = 0

  const openSecond = (second: number): OpenSecond => {
    const made: OpenSecond = { types: new Map(), latencies: latency ? millisecondHistogram() : null, changed: false }
    open.set(second, made)
    newest = Math.max(newest, second)
    return made
  }

  return {
    add(event, loggedAt) {
      const second = Math.floor(loggedAt / 1_000)
      if (second <= newest - OPEN_SECONDS) return
      const bucket = open.get(second) ?? openSecond(second)
      bucket.changed = true
      const name = String(event[type])
      const counts = bucket.types.get(name) ?? { events: 0, errors: 0 }
      bucket.types.set(name, counts)
      counts.events++
      if (errors.has(event[outcome] as string)) counts.errors++
      if (latency && bucket.latencies) recordMilliseconds(bucket.latencies, Number(event[latency]))
    },
    changes() {
      const changed: LiveSecond[] = []
      for (const [second, bucket] of [...open].sort(([a], [b]) => a - b)) {
        if (bucket.changed) {
          const h = bucket.latencies
          changed.push({
            second,
            types: Object.fromEntries(bucket.types),
            latency: h?.count ? { p50: h.percentile(50), p95: h.percentile(95), p99: h.percentile(99) } : null,
          })
          bucket.changed = false
        }
        if (second <= newest - OPEN_SECONDS) open.delete(second)
      }
      return changed
    },
  }
}
