import type { Dataset, DatasetName } from '@shared/model/dataset'
import { DatasetSelect } from '../../ui/dataset-select'
import { ScreenHead } from '../../ui/screen-head'
import { ErrorRateChart } from '../../widgets/live/error-rate-chart'
import { EventsChart } from '../../widgets/live/events-chart'
import { LatencyChart, QUANTILES } from '../../widgets/live/latency-chart'
import { LiveChart } from '../../widgets/live/live-chart'
import { useLive } from '../../widgets/live/use-live'
import { WithDataset } from '../../widgets/with-dataset'
import classes from './live-screen.module.css'
import { MinuteCard } from './minute-card'

interface LiveScreenProps {
  dataset: DatasetName | null
  hrefOf(dataset: DatasetName): string
}

export function LiveScreen({ dataset: name, hrefOf }: LiveScreenProps) {
  return (
    <WithDataset name={name}>
      {(dataset, all) => (
        <div className={classes.screen}>
          <ScreenHead title="Live" about="the last 5 minutes, second by second, UTC">
            <DatasetSelect
              datasets={all}
              value={dataset.name}
              onChange={(next) => window.location.assign(hrefOf(next))}
            />
          </ScreenHead>
          <Charts key={dataset.name} dataset={dataset} />
        </div>
      )}
    </WithDataset>
  )
}

function Charts({ dataset }: { dataset: Dataset }) {
  const live = useLive(dataset)
  const noLatency = dataset.roles.latency ? undefined : `${dataset.title} has no latency`
  return (
    <div className={classes.charts}>
      <LiveChart
        title="Events per second"
        subtitle="stacked by type"
        live={live}
        after={0}
        legend={({ series }) => series}
      >
        {({ events, series, edge }) => <EventsChart rows={events} series={series} edge={edge} />}
      </LiveChart>
      <MinuteCard dataset={dataset} />
      <LiveChart
        title="Error rate"
        subtitle="by type, over 10 s"
        live={live}
        after={200}
        legend={({ series }) => series}
      >
        {({ errorRates, highestErrorRate, series, edge }) => (
          <ErrorRateChart rows={errorRates} series={series} highest={highestErrorRate} edge={edge} />
        )}
      </LiveChart>
      <LiveChart
        title="Latency"
        subtitle="nearest-rank percentiles of each second, within 1 %, all types"
        live={live}
        after={400}
        none={noLatency}
        legend={() => QUANTILES}
      >
        {({ latency, edge }) => <LatencyChart rows={latency} edge={edge} />}
      </LiveChart>
    </div>
  )
}
