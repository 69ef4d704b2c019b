import { z } from 'zod'
import { DatasetName } from './dataset'
import { DeadLetter } from './dead-letter'
import { WholeNumber } from './number-schemas'
import { WindowStart } from './window'
import { zodRecord } from './zod-record'

/** A record's position. No two records of any log share one. */
export const LogPlace = z.object({
  epoch: WholeNumber,
  partition: z.number().int().min(0).max(100_000),
  offset: WholeNumber,
})
export type LogPlace = z.infer<typeof LogPlace>

/** A position as the user gives it: without an epoch it refers to the current log. */
export const PlaceQuery = LogPlace.partial({ epoch: true })
export type PlaceQuery = z.infer<typeof PlaceQuery>

/** A value as JSON, see `jsonOf`. */
export type EventValue =
  | string
  | number
  | boolean
  | null
  | readonly EventValue[]
  | { readonly [name: string]: EventValue }

/** An event's fields as JSON: times as epoch milliseconds, bytes as base64, NaN and infinity as text. */
export const EventValues = zodRecord(z.custom<EventValue>((value) => value !== undefined, 'it is no JSON'))
export type EventValues = z.infer<typeof EventValues>

export const StoredRow = z.object({
  place: LogPlace,
  /** Epoch ms, rounded to whole seconds. */
  storedAt: z.number(),
  event: EventValues,
})
export type StoredRow = z.infer<typeof StoredRow>

/** Which rows of a window: `slowest` first if the dataset has a latency, otherwise by time. */
export const RowFilter = z.object({
  /** Left out: rows of any type. */
  type: z.string().optional(),
  errorsOnly: z.boolean().default(false),
  /** The code as reports write it; matches no row when the dataset has no error codes. */
  errorCode: z.string().max(200).optional(),
  order: z.enum(['time', 'slowest']).default('time'),
})
export type RowFilter = z.infer<typeof RowFilter>

/** Everything known of one event. A part is null when it does not exist, or no longer exists. */
export const EventTrace = z.object({
  dataset: DatasetName,
  place: LogPlace,
  window: WindowStart.nullable(),
  log: z
    .object({
      loggedAt: z.number(),
      /** Base64. */
      key: z.string(),
      /** Base64; only the beginning of a long record. */
      value: z.string(),
      bytes: z.number().int(),
      /** False when the bytes no longer match their checksum. */
      intact: z.boolean(),
    })
    .nullable(),
  row: StoredRow.nullable(),
  deadLetter: DeadLetter.nullable(),
  extract: z
    .object({
      bucket: z.string(),
      key: z.string(),
      /** The row number in the Parquet object, from 0 on; null when the object is older than the row. */
      row: z.number().int().nullable(),
      rows: z.number().int(),
    })
    .nullable(),
  /** The report of its window, newest revision first. */
  reports: z.array(
    z.object({
      bucket: z.string(),
      key: z.string(),
      revision: z.number().int(),
      createdAt: z.number(),
      /** Whether the row was stored before the report was made. */
      counted: z.boolean(),
    }),
  ),
})
export type EventTrace = z.infer<typeof EventTrace>
