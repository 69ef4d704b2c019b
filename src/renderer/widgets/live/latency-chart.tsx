import { formatCount } from '../../ui/format/numbers'
import { highestValue, type Row } from './live-rows'
import type { Series } from './series'
import { TimeChart } from './time-chart'

export const QUANTILES: readonly Series[] = [
  { key: 'p50', label: 'p50 (half are faster)', color: 'var(--latency-p50)' },
  { key: 'p95', label: 'p95', color: 'var(--latency-p95)' },
  { key: 'p99', label: 'p99 (1 in 100 is slower)', color: 'var(--latency-p99)' },
]

const tick = (ms: number) => (ms < 1_000 ? milliseconds(ms) : `${ms / 1_000} s`)
const milliseconds = (ms: number) => `${formatCount(ms)} ms`

export function LatencyChart({ rows, edge }: { rows: readonly Row[]; edge: string }) {
  return (
    <TimeChart
      label="Latency percentiles, last five minutes"
      rows={rows}
      series={QUANTILES}
      shape="lines"
      highest={highestValue(rows, QUANTILES)}
      edge={edge}
      formatTick={tick}
      formatValue={milliseconds}
    />
  )
}
