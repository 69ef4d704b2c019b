import type { Dataset } from '@shared/model/dataset'
import { hrefOf } from '../../state/route'
import { ScreenLink } from '../../ui/screen-link'
import { ErrorRateChart } from '../../widgets/live/error-rate-chart'
import { EventsChart } from '../../widgets/live/events-chart'
import { LiveChart } from '../../widgets/live/live-chart'
import { useLive } from '../../widgets/live/use-live'

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
