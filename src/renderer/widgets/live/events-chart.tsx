import { formatCount, formatShort } from '../../ui/format/numbers'
import { highestSum, type Row } from './live-rows'
import type { Series } from './series'
import { TimeChart } from './time-chart'

const tick = (events: number) => (events === 0 ? '0' : `${formatShort(events)}/s`)
const value = (events: number) => `${formatCount(events)}/s`

interface EventsChartProps {
  rows: readonly Row[]
  series: readonly Series[]
  edge: string
}

export function EventsChart({ rows, series, edge }: EventsChartProps) {
  return (
    <TimeChart
      label="Events per second by type, last five minutes"
      rows={rows}
      series={series}
      shape="areas"
      highest={highestSum(rows, series)}
      edge={edge}
      formatTick={tick}
      formatValue={value}
    />
  )
}
