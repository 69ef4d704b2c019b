import { formatCount } from '../../ui/format/numbers'
import { LiveChart, type LiveChartPlace } from './live-chart'
import { highestValue } from './live-rows'
import type { Series } from './series'

const QUANTILES: readonly Series[] = [
  { key: 'p50', label: 'p50 (half are faster)', color: 'var(--latency-p50)' },
  { key: 'p95', label: 'p95', color: 'var(--latency-p95)' },
  { key: 'p99', label: 'p99 (1 in 100 is slower)', color: 'var(--latency-p99)' },
]

const tick = (ms: number) => (ms < 1_000 ? milliseconds(ms) : `${ms / 1_000} s`)
const milliseconds = (ms: number) => `${formatCount(ms)} ms`

export function LatencyChart(place: LiveChartPlace) {
  return (
    <LiveChart
      about="live-latency"
      title="Latency"
      label="Latency percentiles, last five minutes"
      shape="lines"
      {...place}
      after={400}
      draw={({ latency }) => ({ rows: latency, series: QUANTILES, highest: highestValue(latency, QUANTILES) })}
      formatTick={tick}
      formatValue={milliseconds}
    />
  )
}
