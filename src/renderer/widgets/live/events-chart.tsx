import { formatCount, formatShort } from '../../ui/format/numbers'
import { LiveChart, type LiveChartPlace } from './live-chart'
import { highestSum } from './live-rows'

const tick = (events: number) => (events === 0 ? '0' : `${formatShort(events)}/s`)
const value = (events: number) => `${formatCount(events)}/s`

export function EventsChart(place: LiveChartPlace) {
  return (
    <LiveChart
      about="live-events"
      title="Events per second"
      label="Events per second by type, last five minutes"
      shape="areas"
      {...place}
      after={0}
      draw={({ events, series }) => ({ rows: events, series, highest: highestSum(events, series) })}
      formatTick={tick}
      formatValue={value}
    />
  )
}
