import { z } from 'zod'
import { Anomaly, Detection } from './anomaly'
import { DatasetName } from './dataset'
import { LedgerCounts } from './window'
import { zodRecord } from './zod-record'

const Count = z.number().int().min(0)

/** The original project's report: success and error counts per event type. Its readers can read our reports too. */
export const ReportBody = z.object({
  total_events: Count,
  total_errors: Count,
  by_event_type: zodRecord(z.object({ SUCCESS: Count, ERROR: Count })),
  /** Seconds the analysis took. */
  process_time: z.number(),
  /** The extract's object name, `YYYY-MM-DD_HH-MM.parquet`. */
  file_name: z.string(),
})
export type ReportBody = z.infer<typeof ReportBody>

/** The latencies of one type (or of all), in milliseconds. */
export const LatencyFigures = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() })
export type LatencyFigures = z.infer<typeof LatencyFigures>

export const TypeFigures = z.object({
  type: z.string(),
  events: Count,
  errors: Count,
  /** errors / events, 0 when there are no events. */
  errorRate: z.number(),
  latency: LatencyFigures.nullable(),
  /** How often each error code occurs, most frequent first. */
  errorCodes: z.array(z.object({ code: z.string(), count: Count })),
})
export type TypeFigures = z.infer<typeof TypeFigures>

/** The result of analysing one extract; a report adds where the extract came from. */
export const Analysis = z.object({
  rows: Count,
  errors: Count,
  /** Duration in seconds, including reading the extract. */
  seconds: z.number(),
  types: z.array(TypeFigures),
  latency: LatencyFigures.nullable(),
})
export type Analysis = z.infer<typeof Analysis>

/** The report object as stored: the original's keys, with our own keys next to them. */
export const Report = z.object({
  report: ReportBody,
  dataset: DatasetName,
  window: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
  revision: z.number().int().min(1),
  complete: z.boolean(),
  /** Why it is not complete, as text for the user. */
  incompleteReason: z.string().nullable(),
  ledger: LedgerCounts,
  analysis: Analysis,
  /** Deviations from earlier windows. Reports made without a detector have none. */
  anomalies: z.array(Anomaly).default([]),
  detection: Detection.default({ state: 'off', note: 'This report was made without anomaly detection.' }),
  createdAt: z.iso.datetime(),
})
export type Report = z.infer<typeof Report>

/** One kept revision of a window's report. */
export const RevisionInfo = z.object({
  key: z.string(),
  revision: z.number().int(),
  /** Epoch ms. */
  createdAt: z.number(),
  complete: z.boolean(),
  events: Count,
  errors: Count,
  /** The number of anomalies. */
  anomalies: Count,
})
export type RevisionInfo = z.infer<typeof RevisionInfo>
