import { LineChart } from '@mantine/charts'
import { memo } from 'react'
import { formatPercent } from '../format/percent'
import { chartProps, MARGINS, Y_AXIS } from './chart-props'
import type { Row } from './live-rows'
import { nameOf, type Series } from './series'

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
      yAxisProps={{
        ...Y_AXIS,
        domain: [0, (highest: number) => Math.max(highest, 0.01)],
        tickFormatter: (share: number) => `${Number((share * 100).toFixed(1))} %`,
      }}
      valueFormatter={formatPercent}
      aria-label="Error rate by type, last five minutes"
      role="img"
    />
  )
})
