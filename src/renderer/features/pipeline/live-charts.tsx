import type { Dataset } from '@shared/model/dataset'
import { hrefOf } from '../../app/route'
import { ErrorRateChart } from '../../ui/live/error-rate-chart'
import { EventsChart } from '../../ui/live/events-chart'
import { LiveChart } from '../../ui/live/live-chart'
import { useLive } from '../../ui/live/use-live'
import { ScreenLink } from '../../ui/screen-link'

export function LiveCharts({ dataset }: { dataset: Dataset }) {
  const live = useLive(dataset)
  const more = <ScreenLink href={hrefOf('live')}>Open in Live</ScreenLink>
  return (
    <>
      <LiveChart
        title="Events per second"
        subtitle="last 5 minutes, by type"
        aside={more}
        live={live}
        after={0}
        legend={({ series }) => series}
      >
        {({ events, series, edge }) => <EventsChart rows={events} series={series} edge={edge} />}
      </LiveChart>
      <LiveChart
        title="Error rate"
        subtitle="last 5 minutes, by type, over 10 s"
        aside={more}
        live={live}
        after={200}
        legend={({ series }) => series}
      >
        {({ errorRates, highestErrorRate, series, edge }) => (
          <ErrorRateChart rows={errorRates} series={series} highest={highestErrorRate} edge={edge} />
        )}
      </LiveChart>
    </>
  )
}
