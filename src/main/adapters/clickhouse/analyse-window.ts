import { analysisOfCounts } from '@shared/model/analysis-of-counts'
import type { Dataset } from '@shared/model/dataset'
import type { Analysis, LatencyFigures } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import { analyseQuery, NO_ROWS } from './analyse-query'
import type { Connection } from './connection'
import { readLines } from './read-lines'

interface CountedRow {
  readonly total: number
  readonly name: string
  readonly events: string
  readonly failures: string
  /** How many of the events have a latency. */
  readonly timed: string
  readonly quantiles: readonly number[]
  readonly codes: readonly string[]
  readonly counts: readonly string[]
  readonly fingerprint: string
}

/** One query counts the rows inside the store; only the figures leave it. */
export async function analyseWindow(
  connection: Pick<Connection, 'stream'>,
  dataset: Dataset,
  window: WindowStart,
  signal?: AbortSignal,
): Promise<{ analysis: Analysis; fingerprint: string }> {
  const started = performance.now()
  const answer = await connection.stream(analyseQuery(dataset, window), signal)
  const lines = await readLines(answer, 'the window has too many different types or error codes')
  const rows = lines.map((line) => JSON.parse(line) as CountedRow)
  const all = rows.find(({ total }) => total === 1)
  const counted = analysisOfCounts(
    {
      rows: Number(all?.events ?? 0),
      errors: Number(all?.failures ?? 0),
      latency: all ? latencyOf(all) : null,
      types: rows.filter(({ total }) => total === 0).map(typeOf),
    },
    Object.keys(dataset.typeLabels),
  )
  const seconds = (performance.now() - started) / 1_000
  return { analysis: { ...counted, seconds }, fingerprint: all?.fingerprint ?? NO_ROWS }
}

function typeOf(row: CountedRow) {
  return {
    type: row.name,
    events: Number(row.events),
    errors: Number(row.failures),
    latency: latencyOf(row),
    errorCodes: row.codes.map((code, i) => ({ code, count: Number(row.counts[i]) })),
  }
}

/** The quantiles of no rows are no numbers. */
function latencyOf({ timed, quantiles }: CountedRow): LatencyFigures | null {
  const [p50, p95, p99, max] = quantiles
  if (timed === '0' || p50 === undefined || p95 === undefined || p99 === undefined || max === undefined) return null
  return { p50, p95, p99, max }
}
