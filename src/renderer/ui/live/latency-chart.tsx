import { LineChart } from '@mantine/charts'
import { memo } from 'react'
import { formatCount } from '../format/count'
import { chartProps, MARGINS, yAxis } from './chart-props'
import { highestValue, type Row } from './live-rows'
import { nameOf, type Series } from './series'

export const QUANTILES: readonly Series[] = [
  { key: 'p50', label: 'p50 (half are faster)', color: 'var(--latency-p50)' },
  { key: 'p95', label: 'p95', color: 'var(--latency-p95)' },
  { key: 'p99', label: 'p99 (1 in 100 is slower)', color: 'var(--latency-p99)' },
]

const milliseconds = (ms: number) => `${formatCount(ms)} ms`

export const LatencyChart = memo(function LatencyChart({ rows }: { rows: readonly Row[] }) {
  return (
    <LineChart
      {...chartProps(rows)}
      series={QUANTILES.map(nameOf)}
      strokeWidth={1.5}
      lineChartProps={{ margin: MARGINS }}
      yAxisProps={yAxis(highestValue(rows, QUANTILES), milliseconds)}
      valueFormatter={milliseconds}
      aria-label="Latency quantiles, last five minutes"
      role="img"
    />
  )
})
