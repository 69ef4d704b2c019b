import { LineChart } from '@mantine/charts'
import { memo } from 'react'
import { formatPercent } from '../format/percent'
import { chartProps, MARGINS, yAxis } from './chart-props'
import { highestValue, type Row } from './live-rows'
import { nameOf, type Series } from './series'

/** Below one percent the axis stays, so that a quiet pipeline looks quiet. */
const LEAST_RATE = 0.01

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`

export const ErrorRateChart = memo(function ErrorRateChart({
  rows,
  series,
}: {
  rows: readonly Row[]
  series: readonly Series[]
}) {
  return (
    <LineChart
      {...chartProps(rows)}
      series={series.map(nameOf)}
      strokeWidth={1.5}
      lineChartProps={{ margin: MARGINS }}
      yAxisProps={yAxis(Math.max(LEAST_RATE, highestValue(rows, series)), percent)}
      valueFormatter={formatPercent}
      aria-label="Error rate by type, last five minutes"
      role="img"
    />
  )
})
