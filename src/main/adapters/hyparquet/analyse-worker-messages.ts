import type { AffectedCounts, AffectedQuestion } from '@main/ports/extract-reader'
import type { EventValues } from '@shared/model/event-trace'
import type { Analysis } from '@shared/model/report'
import type { AnalysedDataset } from './analyse-parquet'

/** The requests to the thread, and its answers. */
export interface Works {
  analyse: { request: null; answer: Analysis }
  row: { request: number; answer: EventValues | null }
  affected: { request: readonly AffectedQuestion[]; answer: AffectedCounts[] }
}

export type WorkRequest = {
  [K in keyof Works]: {
    readonly id: number
    readonly work: K
    readonly request: Works[K]['request']
    readonly dataset: AnalysedDataset
    /** The path of the Parquet file. */
    readonly file: string
  }
}[keyof Works]
export type WorkAnswer =
  | { readonly id: number; readonly answer: Works[keyof Works]['answer'] }
  | { readonly id: number; readonly problem: string }
