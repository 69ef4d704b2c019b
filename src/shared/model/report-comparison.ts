import { z } from 'zod'
import { Anomaly } from './anomaly'

const Count = z.number().int().min(0)
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
