import type { Analysis } from '@shared/model/report'

/** What an analysis needs of an extract: one entry per row, texts as numbers into a list of names. */
export interface Columns {
  readonly rows: number
  readonly types: Coded
  /** 1 where the row is an error. */
  readonly errors: Uint8Array
  /** Milliseconds; NaN where there is none. */
  readonly latency: Float64Array | null
  readonly errorCodes: Coded | null
}

export interface Coded {
  readonly names: readonly string[]
  /** Index into `names`, -1 where there is no value. */
  readonly codes: Int32Array
}

/** Counts and quantiles per type; types come in the given order. */
export type AnalyseColumns = (columns: Columns, typeOrder: readonly string[]) => Omit<Analysis, 'seconds'>
