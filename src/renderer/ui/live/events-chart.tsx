import { AreaChart } from '@mantine/charts'
import { memo } from 'react'
import { formatCount, formatShort } from '../format/count'
import { chartProps, MARGINS, yAxis } from './chart-props'
import { highestSum, type Row } from './live-rows'
import { nameOf, type Series } from './series'

export const EventsChart = memo(function EventsChart({
  rows,
  series,
}: {
  rows: readonly Row[]
  series: readonly Series[]
}) {
  return (
    <AreaChart
      {...chartProps(rows)}
      type="stacked"
      series={series.map(nameOf)}
      strokeWidth={0}
      fillOpacity={0.8}
      withGradient={false}
      areaChartProps={{ margin: MARGINS }}
      yAxisProps={yAxis(highestSum(rows, series), (n) => (n === 0 ? '0' : `${formatShort(n)}/s`))}
      valueFormatter={(n) => `${formatCount(n)}/s`}
      aria-label="Events per second by type, last five minutes"
      role="img"
    />
  )
})
