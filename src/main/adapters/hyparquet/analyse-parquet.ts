import type { Dataset } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import { findRanks } from './find-ranks'
import { figuresOf, ranksOf } from './latency-figures'
import { type ParquetFile, withParquetFile } from './parquet-file'
import { createColumnReader } from './read-columns'
import { createTally, type Latencies, type Tally } from './tally'

export type AnalysedDataset = Pick<Dataset, 'roles' | 'typeLabels'>

/** Reads an extract and counts its rows, one row group at a time. `mostValues` is passed to the tally. */
export function analyseParquet(
  { roles, typeLabels }: AnalysedDataset,
  path: string,
  mostValues?: number,
): Promise<Analysis> {
  const started = performance.now()
  return withParquetFile(path, async (file) => {
    const tally = createTally(mostValues)
    const reader = createColumnReader(roles)
    for (const rows of file.groups) tally.add(await reader.read(file, rows))
    const latencies = tally.latencies() ?? (await searched(file, roles, tally))
    const counted = tally.result(Object.keys(typeLabels), latencies)
    return { ...counted, seconds: (performance.now() - started) / 1_000 }
  })
}

async function searched(file: ParquetFile, roles: AnalysedDataset['roles'], tally: Tally): Promise<Latencies> {
  const ranks = new Map([...tally.timed()].map(([type, count]) => [type, ranksOf(count)]))
  const found = await findRanks(ranks, async (visit) => {
    // Names appear in the same order in every pass, so their numbers match the tally's.
    const reader = createColumnReader(roles)
    for (const rows of file.groups) {
      const { types, latency } = await reader.read(file, rows)
      for (let row = 0; latency && row < latency.length; row++) {
        const value = latency[row] as number
        if (!Number.isNaN(value)) visit(types.codes[row] ?? -1, value)
      }
    }
  })
  return new Map([...found].map(([type, values]) => [type, figuresOf(values)]))
}
