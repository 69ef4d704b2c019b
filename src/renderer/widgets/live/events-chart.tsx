import { formatCount, formatShort } from '../../ui/format/numbers'
import { LiveChart, type LiveChartPlace } from './live-chart'
import { highestSum } from './live-rows'
import { TimeChart } from './time-chart'

const tick = (events: number) => (events === 0 ? '0' : `${formatShort(events)}/s`)
const value = (events: number) => `${formatCount(events)}/s`

export function EventsChart(place: LiveChartPlace) {
  return (
    <LiveChart about="live-events" title="Events per second" {...place} after={0} legend={({ series }) => series}>
      {({ events, series, edge }) => (
        <TimeChart
          label="Events per second by type, last five minutes"
          rows={events}
          series={series}
          shape="areas"
          highest={highestSum(events, series)}
          edge={edge}
          formatTick={tick}
          formatValue={value}
        />
      )}
    </LiveChart>
  )
}
