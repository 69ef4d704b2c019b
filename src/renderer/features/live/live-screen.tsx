import type { Dataset, DatasetName } from '@shared/model/dataset'
import { DatasetSelect } from '../../ui/dataset-select'
import { ScreenHead } from '../../ui/screen-head'
import { ErrorRateChart } from '../../widgets/live/error-rate-chart'
import { EventsChart } from '../../widgets/live/events-chart'
import { LatencyChart } from '../../widgets/live/latency-chart'
import { useLive } from '../../widgets/live/use-live'
import { WithDataset } from '../../widgets/with-dataset'
import { LastHourCard } from './last-hour-card'
import classes from './live-screen.module.css'

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
      <EventsChart live={live} subtitle="stacked by type" />
      <LastHourCard dataset={dataset} />
      <ErrorRateChart live={live} subtitle="by type, over 10 s" />
      <LatencyChart
        live={live}
        subtitle="nearest-rank percentiles of each second, within 1 %, all types"
        none={noLatency}
      />
    </div>
  )
}
