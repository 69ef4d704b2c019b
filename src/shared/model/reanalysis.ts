import { z } from 'zod'
import { Anomaly } from './anomaly'
import { DatasetName } from './dataset'
import { Fault } from './fault'
import { WindowStart } from './window'

const Count = z.number().int().min(0)

/**
 * What analysing a window again takes: `extract`, the store has its rows · `analyse`, the store has fewer of them than the extract
 * that is kept, so that is what is analysed · `lost`, there is neither.
 */
export const ReanalysisWay = z.enum(['extract', 'analyse', 'lost'])
export type ReanalysisWay = z.infer<typeof ReanalysisWay>

/** What would be done, and nothing is done yet. */
export const ReanalysisPlan = z.object({
  dataset: DatasetName,
  windows: Count,
  ways: z.object({ extract: Count, analyse: Count, lost: Count }),
  /** Windows whose number of events would be another one, oldest first; at most 50 of them, and how many there are. */
  changed: Count,
  changes: z.array(z.object({ start: WindowStart, way: ReanalysisWay, rows: Count.nullable(), rowsNow: Count })),
  /** From how long the windows took when they were last made; null where none was ever analysed. */
  estimatedSeconds: z.number().nullable(),
})
export type ReanalysisPlan = z.infer<typeof ReanalysisPlan>

export const ReanalysisJob = z.object({
  dataset: DatasetName,
  startedAt: z.number(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  windows: Count,
  done: Count,
  /** Windows that could not be analysed again: neither rows nor extract. */
  lost: Count,
  /** Why the rest was not begun, where it failed. */
  fault: Fault.nullable(),
})
export type ReanalysisJob = z.infer<typeof ReanalysisJob>

const Pair = z.object({ before: z.number(), after: z.number() })

/** Two revisions of a window's report side by side. */
export const ReportComparison = z.object({
  before: z.object({ revision: Count, createdAt: z.iso.datetime() }),
  after: z.object({ revision: Count, createdAt: z.iso.datetime() }),
  events: Pair,
  errors: Pair,
  errorRate: Pair,
  /** Types of either, in the order of the later one; a type that is missing has no events there. */
  types: z.array(
    z.object({
      type: z.string(),
      events: Pair,
      errors: Pair,
      errorRate: Pair,
      p95: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
    }),
  ),
  /** By type and measure. */
  anomalies: z.object({
    came: z.array(Anomaly),
    went: z.array(Anomaly),
    stayed: z.array(z.object({ before: Anomaly, after: Anomaly })),
  }),
})
export type ReportComparison = z.infer<typeof ReportComparison>
