import { formatPercent } from '../../ui/format/numbers'
import type { Row } from './live-rows'
import type { Series } from './series'
import { TimeChart } from './time-chart'

/** The axis shows at least one percent, so that a quiet pipeline looks quiet. */
const LEAST_RATE = 0.01

const tick = (share: number) => `${Number((share * 100).toFixed(2))} %`

interface ErrorRateChartProps {
  rows: readonly Row[]
  series: readonly Series[]
  highest: number
  edge: string
}

export function ErrorRateChart({ rows, series, highest, edge }: ErrorRateChartProps) {
  return (
    <TimeChart
      label="Error rate by type, last five minutes"
      rows={rows}
      series={series}
      shape="lines"
      highest={Math.max(LEAST_RATE, highest)}
      edge={edge}
      formatTick={tick}
      formatValue={formatPercent}
    />
  )
}
