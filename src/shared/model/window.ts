import { z } from 'zod'
import { MINUTE_MS } from '../lib/time'
import { DatasetName } from './dataset'
import { Fault } from './fault'
import { Instant } from './number-schemas'

/** A window's start: epoch milliseconds, a whole minute, UTC. The window is `[start, start + 60 s)`. */
export const WindowStart = Instant.int().refine((ms) => ms % MINUTE_MS === 0, 'a whole minute')
export type WindowStart = z.infer<typeof WindowStart>

export function windowOf(eventTimeMs: number): WindowStart {
  return Math.floor(eventTimeMs / MINUTE_MS) * MINUTE_MS
}

/** The range of ClickHouse's DateTime64(3); the store silently clamps times outside it. */
const EARLIEST_STORABLE = Date.UTC(1900, 0, 1)
const AFTER_STORABLE = Date.UTC(2300, 0, 1)

/** Whether a row with this event time can be stored. Only then is there a window for it. */
export function isStorableTime(ms: number): boolean {
  return ms >= EARLIEST_STORABLE && ms < AFTER_STORABLE
}

/** `YYYY-MM-DD_HH-MM`, the name of a window's extract and report (without extension). */
export function windowName(start: WindowStart): string {
  return new Date(start).toISOString().slice(0, 16).replace('T', '_').replace(':', '-')
}

/** The object key of a window's extract. */
export function extractKey(start: WindowStart): string {
  return `${windowName(start)}.parquet`
}

/** The window of a name made by `windowName`, or null for any other text. */
export function parseWindowName(name: string): WindowStart | null {
  const match = /^(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})$/.exec(name)
  if (!match) return null
  const ms = Date.parse(`${match[1]}T${match[2]}:${match[3]}:00.000Z`)
  return Number.isNaN(ms) || windowName(ms) !== name ? null : ms
}

/**
 * The five counts of one window, and what explains a difference: `deadLetters` are logged records that could not be stored; `earlierLog`
 * are stored records or dead letters of the window that a log wrote which no longer exists: `produced` and `logged` do not count them. A
 * count is null until its stage has processed the window.
 */
export const LedgerCounts = z.object({
  produced: z.number().int().nullable(),
  logged: z.number().int().nullable(),
  stored: z.number().int().nullable(),
  extracted: z.number().int().nullable(),
  analysed: z.number().int().nullable(),
  deadLetters: z.number().int(),
  earlierLog: z.number().int().default(0),
  /** The number of logged records that other producers wrote; `produced` does not count them. Older reports do not have it. */
  foreign: z.number().int().optional(),
})
export type LedgerCounts = z.infer<typeof LedgerCounts>

/**
 * `open`: still filling · `closing`: ended, its report is being made · `complete`: the report covers every logged event · `incomplete`:
 * reported with a difference after the maximum wait · `reopened`: events arrived after the report.
 */
export const WindowState = z.enum(['open', 'closing', 'complete', 'incomplete', 'reopened'])
export type WindowState = z.infer<typeof WindowState>

export const WindowRow = z.object({
  dataset: DatasetName,
  start: WindowStart,
  state: WindowState,
  counts: LedgerCounts,
  errors: z.number().int().nullable(),
  /** 0 while there is no report, then 1, 2, … */
  revision: z.number().int(),
  /** The number of anomalies in its latest report. */
  anomalies: z.number().int(),
  /** Milliseconds from the window's end (live) or from its closing (replay, catch-up) to its first report. */
  reportReadyMs: z.number().nullable(),
  /** True when the report came late because Millrace was not running or a stage was stopped. */
  filled: z.boolean(),
  /** Why the report is delayed, while a stage retries the window. */
  fault: Fault.nullable(),
  /** The scheduler that has not requested it yet. */
  waitsFor: z.literal('airflow').optional(),
})
export type WindowRow = z.infer<typeof WindowRow>

/** The ledger's first difference, or null when it balances. A null count means "not known yet" and is a difference. */
export function ledgerDifference(c: LedgerCounts): 'log' | 'store' | 'extract' | 'analyse' | null {
  if (c.produced !== (c.logged === null ? null : c.logged - (c.foreign ?? 0))) return 'log'
  if (c.logged === null || c.stored === null || c.logged + c.earlierLog !== c.stored + c.deadLetters) return 'store'
  if (c.stored !== c.extracted) return 'extract'
  if (c.extracted !== c.analysed) return 'analyse'
  return null
}
