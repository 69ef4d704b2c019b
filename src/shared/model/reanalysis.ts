import { z } from 'zod'
import { Anomaly } from './anomaly'
import { DatasetName } from './dataset'
import { Fault } from './fault'
import { WindowStart } from './window'

const Count = z.number().int().min(0)

/**
 * The source of a reanalysis: `extract`, the store has the window's rows · `analyse`, the store has fewer rows than the kept extract, so
 * the extract is analysed · `lost`, neither is left.
 */
export const ReanalysisWay = z.enum(['extract', 'analyse', 'lost'])
export type ReanalysisWay = z.infer<typeof ReanalysisWay>

/** A preview: nothing has been done yet. */
export const ReanalysisPlan = z.object({
  dataset: DatasetName,
  windows: Count,
  ways: z.object({ extract: Count, analyse: Count, lost: Count }),
  /** The windows whose number of events would change, oldest first; at most 50 of them, and the total. */
  changed: Count,
  changes: z.array(z.object({ start: WindowStart, way: ReanalysisWay, rows: Count.nullable(), rowsNow: Count })),
  /** Estimated from the duration of each window's last analysis; null when none was ever analysed. */
  estimatedSeconds: z.number().nullable(),
})
export type ReanalysisPlan = z.infer<typeof ReanalysisPlan>

export const ReanalysisJob = z.object({
  dataset: DatasetName,
  startedAt: z.number(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  windows: Count,
  done: Count,
  /** Windows that could not be analysed again, because they have neither rows nor an extract. */
  lost: Count,
  /** The fault that ended the reanalysis early. */
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
  /** The types of both revisions, in the order of the later one; a missing type has no events in that revision. */
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
