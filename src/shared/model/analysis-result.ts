import { z } from 'zod'
import type { Dataset } from './dataset'
import { Analysis } from './report'
import { type WindowStart, windowName } from './window'

/** What `resources/spark/analyse.py` writes beside each extract. */
export const AnalysisResult = z.object({
  job: z.string(),
  analysis: Analysis.optional(),
  /** Why the extract cannot be read. */
  unreadable: z.string().optional(),
})
export type AnalysisResult = z.infer<typeof AnalysisResult>

/** What `analyse.py` must know of the extracts' dataset. */
export function analysisSpec({ roles, typeLabels }: Pick<Dataset, 'roles' | 'typeLabels'>) {
  return { roles, typeOrder: Object.keys(typeLabels) }
}

export function analysisKey(start: WindowStart): string {
  return `${windowName(start)}.analysis.json`
}
