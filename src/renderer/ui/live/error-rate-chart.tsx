import { formatPercent } from '../format/percent'
import { highestValue, type Row } from './live-rows'
import type { Series } from './series'
import { TimeChart } from './time-chart'

/** Below one percent the axis stays, so that a quiet pipeline looks quiet. */
const LEAST_RATE = 0.01

const tick = (share: number) => `${Number((share * 100).toFixed(2))} %`

export function ErrorRateChart({ rows, series }: { rows: readonly Row[]; series: readonly Series[] }) {
  return (
    <TimeChart
      label="Error rate by type, last five minutes"
      rows={rows}
      series={series}
      shape="lines"
      highest={Math.max(LEAST_RATE, highestValue(rows, series))}
      formatTick={tick}
      formatValue={formatPercent}
    />
  )
}
