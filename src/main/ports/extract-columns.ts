import type { Analysis } from '@shared/model/report'

/** The columns of an extract that the analysis needs: one entry per row; texts are indexes into a list of names. */
export interface Columns {
  readonly rows: number
  readonly types: Coded
  /** 1 where the row is an error. */
  readonly errors: Uint8Array
  /** Milliseconds; NaN when missing. */
  readonly latency: Float64Array | null
  readonly errorCodes: Coded | null
}

export interface Coded {
  readonly names: readonly string[]
  /** Index into `names`, -1 when there is no value. */
  readonly codes: Int32Array
}

/** Counts and quantiles per type; types are in the given order. */
export type AnalyseColumns = (columns: Columns, typeOrder: readonly string[]) => Omit<Analysis, 'seconds'>
