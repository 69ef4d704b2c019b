import { createDetector } from '@main/pipeline/detect/detector'
import type { Scenario } from '@shared/model/scenario'
import { MINUTE_MS } from '@shared/model/window'
import { simulatedWindows } from './simulated-windows'
import { type Tally, type Told, tally } from './tally'
import { layOut } from './timeline'

export interface ScoreOptions {
  readonly scenarios: readonly Scenario[]
  readonly hours: number
  readonly seed: number
  readonly eventsPerMinute: number
  readonly signal?: AbortSignal
}

export interface Score extends Tally {
  readonly seed: number
  readonly hours: number
  readonly events_per_minute: number
  readonly events: number
  readonly windows: number
  readonly false_alarms_per_day: number
  /** Disturbances for which the time was too short. */
  readonly left_out: number
  /** Wall-clock seconds: all of it, the analyses, and the detector. */
  readonly seconds: { readonly all: number; readonly analyse: number; readonly detect: number }
}

/** A Monday's midnight, UTC, so that the same options give the same score at any time. */
const FROM_MS = Date.UTC(2026, 0, 5)

/** Resolves as soon as the time is simulated; other work gets its turn after every simulated hour. */
export async function score({ scenarios, hours, seed, eventsPerMinute, signal }: ScoreOptions): Promise<Score> {
  const windows = Math.floor(hours * 60)
  const { running, truths, leftOut } = layOut(scenarios, FROM_MS, windows * 60)
  const detector = createDetector()
  const told: Told[] = []
  const started = performance.now()
  let [events, analyseMs, detectMs] = [0, 0, 0]
  for (const window of simulatedWindows({ seed, fromMs: FROM_MS, windows, eventsPerMinute, scenario: running })) {
    const { start, analysis } = window
    events += analysis.rows
    analyseMs += window.analyseMs
    const before = performance.now()
    const { anomalies } = detector.observe({ start, analysis, complete: true, whole: true })
    detectMs += performance.now() - before
    told.push({ start, anomalies })
    if (start % (60 * MINUTE_MS) === 0) {
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    }
  }
  const result = tally(told, truths)
  return {
    seed,
    hours: windows / 60,
    events_per_minute: eventsPerMinute,
    events,
    windows,
    false_alarms_per_day: (result.false_incidents.length / Math.max(1, windows)) * 1_440,
    left_out: leftOut,
    ...result,
    seconds: {
      all: (performance.now() - started) / 1_000,
      analyse: analyseMs / 1_000,
      detect: detectMs / 1_000,
    },
  }
}
