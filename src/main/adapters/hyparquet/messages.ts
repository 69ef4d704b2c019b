import type { Analysis } from '@shared/model/report'
import type { AnalysedDataset } from './analyse-parquet'

export interface AnalysisRequest {
  readonly id: number
  readonly dataset: AnalysedDataset
  readonly parquet: ArrayBuffer
}
export type AnalysisAnswer =
  | { readonly id: number; readonly analysis: Analysis }
  | { readonly id: number; readonly problem: string }
