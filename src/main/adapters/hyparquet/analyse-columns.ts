import type { Columns } from '@main/ports/columns'
import type { Analysis } from '@shared/model/report'
import { createTally } from './tally'

/** Counts rows that are in memory whole. */
export function analyseColumns(columns: Columns, typeOrder: readonly string[]): Omit<Analysis, 'seconds'> {
  // Counting each value takes no more memory than the columns do, so there is no bound.
  const tally = createTally(Number.POSITIVE_INFINITY)
  tally.add(columns)
  return tally.result(typeOrder, tally.latencies() ?? new Map())
}
