import { formatCount } from '../../ui/format/numbers'
import { LiveChart, type LiveChartPlace } from './live-chart'
import { highestValue } from './live-rows'
import type { Series } from './series'
import { TimeChart } from './time-chart'

const QUANTILES: readonly Series[] = [
  { key: 'p50', label: 'p50 (half are faster)', color: 'var(--latency-p50)' },
  { key: 'p95', label: 'p95', color: 'var(--latency-p95)' },
  { key: 'p99', label: 'p99 (1 in 100 is slower)', color: 'var(--latency-p99)' },
]

const tick = (ms: number) => (ms < 1_000 ? milliseconds(ms) : `${ms / 1_000} s`)
const milliseconds = (ms: number) => `${formatCount(ms)} ms`

export function LatencyChart(place: LiveChartPlace) {
  return (
    <LiveChart about="live-latency" title="Latency" {...place} after={400} legend={() => QUANTILES}>
      {({ latency, edge }) => (
        <TimeChart
          label="Latency percentiles, last five minutes"
          rows={latency}
          series={QUANTILES}
          shape="lines"
          highest={highestValue(latency, QUANTILES)}
          edge={edge}
          formatTick={tick}
          formatValue={milliseconds}
        />
      )}
    </LiveChart>
  )
}
