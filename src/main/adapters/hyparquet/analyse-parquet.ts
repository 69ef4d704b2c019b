import type { Dataset } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import { analyseColumns } from './analyse-columns'
import { readColumns } from './read-columns'

export type AnalysedDataset = Pick<Dataset, 'roles' | 'typeLabels'>

/** Reads an extract and counts it. */
export async function analyseParquet({ roles, typeLabels }: AnalysedDataset, parquet: ArrayBuffer): Promise<Analysis> {
  const started = performance.now()
  const columns = await readColumns(parquet, roles)
  const counted = analyseColumns(columns, Object.keys(typeLabels))
  return { ...counted, seconds: (performance.now() - started) / 1_000 }
}
