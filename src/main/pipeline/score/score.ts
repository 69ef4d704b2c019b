import { createDetector } from '@main/pipeline/detect/detector'
import type { AnalyseColumns } from '@main/ports/extract-columns'
import type { Score, ScoreProgress, ScoreTask } from '@shared/model/score'
import { compareWithGroundTruth, type JudgedMinute } from './compare-with-ground-truth'
import { simulatedWindows } from './simulated-windows'
import { layOut } from './timeline'

/** Midnight of a Monday, UTC, so that the same options always give the same score. */
const FROM_MS = Date.UTC(2026, 0, 5)
/** Progress is reported after this many windows, and at most this often in wall-clock time. */
const PROGRESS_WINDOWS = 60
const PROGRESS_MS = 500

/** Simulates without waiting, on the calling thread: takes seconds to minutes. */
export function score(task: ScoreTask, analyse: AnalyseColumns, onProgress?: (progress: ScoreProgress) => void): Score {
  const { scenarios, hours, seed, eventsPerMinute } = task
  const windows = Math.floor(hours * 60)
  const { running, truths, leftOut } = layOut(scenarios, FROM_MS, windows * 60)
  const detector = createDetector()
  const minutes: JudgedMinute[] = []
  const started = performance.now()
  let [events, analyseMs, detectMs, reportedAt] = [0, 0, 0, started]
  const flow = { seed, fromMs: FROM_MS, windows, eventsPerMinute, scenario: running }
  for (const { start, analysis, ...window } of simulatedWindows(flow, analyse)) {
    events += analysis.rows
    analyseMs += window.analyseMs
    const before = performance.now()
    const { anomalies } = detector.observe({ start, analysis, complete: true, whole: true })
    const now = performance.now()
    detectMs += now - before
    minutes.push({ start, anomalies })
    if (onProgress && minutes.length % PROGRESS_WINDOWS === 0 && now - reportedAt >= PROGRESS_MS) {
      reportedAt = now
      const over = truths.filter(({ toMs }) => toMs <= start)
      onProgress({ hours: minutes.length / 60, events, tally: compareWithGroundTruth(minutes, truths, over) })
    }
  }
  const result = compareWithGroundTruth(minutes, truths)
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
