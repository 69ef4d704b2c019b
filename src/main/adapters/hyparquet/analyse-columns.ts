import type { Columns } from '@main/ports/extract-columns'
import type { Analysis } from '@shared/model/report'
import { createTally } from './tally'

/** Counts rows that are completely in memory. */
export function analyseColumns(columns: Columns, typeOrder: readonly string[]): Omit<Analysis, 'seconds'> {
  // Counting each value takes no more memory than the columns themselves, so no limit is needed.
  const tally = createTally(Number.POSITIVE_INFINITY)
  tally.add(columns)
  return tally.result(typeOrder, tally.latencies() ?? new Map())
}
