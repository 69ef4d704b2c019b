import { z } from 'zod'
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
