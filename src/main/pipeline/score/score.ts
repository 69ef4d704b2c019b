import { createDetector } from '@main/pipeline/detect/detector'
import type { AnalyseColumns } from '@main/ports/columns'
import type { Score, ScoreProgress, ScoreTask } from '@shared/model/score'
import { simulatedWindows } from './simulated-windows'
import { type Told, tally } from './tally'
import { layOut } from './timeline'

/** A Monday's midnight, UTC, so that the same options give the same score at any time. */
const FROM_MS = Date.UTC(2026, 0, 5)
/** Windows after which somebody may want to know how far it is, and the least wall-clock time between two answers. */
const TELL_EVERY = 60
const TELL_MS = 500

/** Simulates the time at once, on the thread it is called on: seconds to minutes. */
export function score(task: ScoreTask, analyse: AnalyseColumns, tell?: (progress: ScoreProgress) => void): Score {
  const { scenarios, hours, seed, eventsPerMinute } = task
  const windows = Math.floor(hours * 60)
  const { running, truths, leftOut } = layOut(scenarios, FROM_MS, windows * 60)
  const detector = createDetector()
  const told: Told[] = []
  const started = performance.now()
  let [events, analyseMs, detectMs, toldAt] = [0, 0, 0, started]
  const flow = { seed, fromMs: FROM_MS, windows, eventsPerMinute, scenario: running }
  for (const { start, analysis, ...window } of simulatedWindows(flow, analyse)) {
    events += analysis.rows
    analyseMs += window.analyseMs
    const before = performance.now()
    const { anomalies } = detector.observe({ start, analysis, complete: true, whole: true })
    const now = performance.now()
    detectMs += now - before
    told.push({ start, anomalies })
    if (tell && told.length % TELL_EVERY === 0 && now - toldAt >= TELL_MS) {
      toldAt = now
      const over = truths.filter(({ toMs }) => toMs <= start)
      tell({ hours: told.length / 60, events, tally: tally(told, truths, over) })
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
