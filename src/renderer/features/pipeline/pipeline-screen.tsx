import { VisuallyHidden } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { WindowRow } from '@shared/model/window'
import type { Feed } from '../../state/connection/use-feed'
import { useFeed } from '../../state/connection/use-feed'
import { useDatasets } from '../../state/datasets'
import { usePipelineStatus } from '../../state/pipeline-status'
import { hrefOf } from '../../state/route'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { Problem } from '../../ui/problem'
import { ScreenLink } from '../../ui/screen-link'
import { AirflowCard } from '../../widgets/airflow/airflow-card'
import { Answer } from '../../widgets/answer'
import { ErrorRateChart } from '../../widgets/live/error-rate-chart'
import { EventsChart } from '../../widgets/live/events-chart'
import { useLive } from '../../widgets/live/use-live'
import { WindowsTable } from '../../widgets/window/windows-table'
import { LatestReport } from './latest-report'
import classes from './pipeline-screen.module.css'
import { StageList } from './stage-list'
import { StageProblems } from './stage-problems'

const WINDOWS = 7

/** The pipeline, and below it the same data in more detail. */
export function PipelineScreen() {
  const datasets = useDatasets()
  const dataset = datasets.state === 'live' ? datasets.value[0] : undefined
  return (
    <div className={classes.screen}>
      <VisuallyHidden>
        <h1>Pipeline</h1>
      </VisuallyHidden>
      <Stages />
      {datasets.state === 'failed' && <Problem title="The datasets could not be loaded" message={datasets.message} />}
      <AirflowCard />
      {dataset && <Details dataset={dataset} />}
    </div>
  )
}

/** Separate from the rest of the screen, because it changes four times a second. */
function Stages() {
  const status = usePipelineStatus()
  return (
    <Answer of={status} failed="The pipeline's state could not be loaded" height={172}>
      {({ stages, datasetTroubles }) => (
        <>
          <StageList stages={stages} />
          <StageProblems stages={stages} datasets={datasetTroubles} />
        </>
      )}
    </Answer>
  )
}

function Details({ dataset }: { dataset: Dataset }) {
  const windows = useFeed(`windows ${dataset.name} ${WINDOWS}`, (api, signal) =>
    api.windows.feed({ dataset: dataset.name, limit: WINDOWS }, { signal }),
  )
  return (
    <div className={classes.details}>
      <LiveCharts dataset={dataset} />
      <LatestReport dataset={dataset} windows={windows.state === 'live' ? windows.value : []} />
      <RecentWindows dataset={dataset.name} windows={windows} />
    </div>
  )
}

export function RecentWindows({ dataset, windows }: { dataset: DatasetName; windows: Feed<WindowRow[]> }) {
  return (
    <Card
      about="windows"
      title="Windows"
      subtitle="produced = logged = stored = extracted = analysed"
      aside={<ScreenLink href={hrefOf('reports', dataset)}>All windows</ScreenLink>}
    >
      <Answer
        of={windows}
        failed="The windows could not be loaded"
        height={260}
        empty={
          <EmptyState title="No windows yet">A window is one minute of events. The first event opens one.</EmptyState>
        }
      >
        {(rows) => <WindowsTable rows={rows} columns="brief" />}
      </Answer>
    </Card>
  )
}

export function LiveCharts({ dataset }: { dataset: Dataset }) {
  const live = useLive(dataset)
  const more = <ScreenLink href={hrefOf('live')}>Open in Live</ScreenLink>
  return (
    <>
      <EventsChart live={live} subtitle="last 5 minutes, by type" aside={more} />
      <ErrorRateChart live={live} subtitle="last 5 minutes, by type, over 10 s" aside={more} />
    </>
  )
}
