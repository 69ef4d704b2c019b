import type { RecordableHistogram } from 'node:perf_hooks'
import type { Dataset, Event } from '@shared/model/dataset'
import { LIVE_SECONDS, type LiveSecond, RATE_SECONDS } from '@shared/model/live-second'
import { createRoleReader } from '@shared/model/role-values'
import { millisecondHistogram, recordMilliseconds } from './millisecond-histogram'

/**
 * A sink that catches up reads the partitions unevenly, so events of a second may come long after later ones: a second stays open
 * for as long as a chart shows it.
 */
const OPEN_SECONDS = LIVE_SECONDS + RATE_SECONDS

interface OpenSecond {
  readonly types: Map<string, { events: number; errors: number }>
  readonly latencies: RecordableHistogram | null
}

/** Counts a dataset's events by the second in which they were logged. */
export interface LiveSeconds {
  add(event: Event, loggedAt: number): void
  /** The seconds that changed since the last call, each with all its counts, oldest first. */
  changes(): LiveSecond[]
}

export function createLiveSeconds(dataset: Dataset): LiveSeconds {
  const { latency } = dataset.roles
  const { typeOf, isError } = createRoleReader(dataset.roles)
  const open = new Map<number, OpenSecond>()
  const changed = new Set<number>()
  let newest = 0

  const openSecond = (second: number): OpenSecond => {
    const made: OpenSecond = { types: new Map(), latencies: latency ? millisecondHistogram() : null }
    open.set(second, made)
    if (second > newest) {
      newest = second
      for (const one of open.keys()) if (one <= newest - OPEN_SECONDS) close(one)
    }
    return made
  }
  const close = (second: number) => {
    open.delete(second)
    changed.delete(second)
  }

  return {
    add(event, loggedAt) {
      const second = Math.floor(loggedAt / 1_000)
      if (second <= newest - OPEN_SECONDS) return
      const bucket = open.get(second) ?? openSecond(second)
      changed.add(second)
      const name = typeOf(event)
      const counts = bucket.types.get(name) ?? { events: 0, errors: 0 }
      bucket.types.set(name, counts)
      counts.events++
      if (isError(event)) counts.errors++
      const value = latency ? event[latency] : null
      if (bucket.latencies && typeof value === 'number' && !Number.isNaN(value)) {
        recordMilliseconds(bucket.latencies, value)
      }
    },
    changes() {
      const seconds = [...changed].sort((a, b) => a - b).map((second) => wholeSecond(second, open.get(second)))
      changed.clear()
      return seconds
    },
  }
}

function wholeSecond(second: number, bucket: OpenSecond | undefined): LiveSecond {
  const h = bucket?.latencies
  return {
    second,
    types: Object.fromEntries(bucket?.types ?? []),
    latency: h?.count ? { p50: h.percentile(50), p95: h.percentile(95), p99: h.percentile(99) } : null,
  }
}
