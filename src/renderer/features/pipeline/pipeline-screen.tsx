import { Skeleton, VisuallyHidden } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import { useFeed } from '../../state/connection/use-feed'
import { useDatasets } from '../../state/datasets'
import { usePipelineStatus } from '../../state/pipeline-status'
import { Problem } from '../../ui/problem'
import { LatestReport } from './latest-report'
import { LiveCharts } from './live-charts'
import classes from './pipeline-screen.module.css'
import { RecentWindows } from './recent-windows'
import { StageList } from './stage-list'
import { Troubles } from './troubles'

const WINDOWS = 7

/** The pipeline, and under it the same data in more detail. */
export function PipelineScreen() {
  const datasets = useDatasets()
  const dataset = datasets.state === 'live' ? datasets.value[0] : undefined
  return (
    <div className={classes.screen}>
      <VisuallyHidden>
        <h1>Pipeline</h1>
      </VisuallyHidden>
      <Stages />
      {datasets.state === 'failed' && <Problem title="The datasets cannot be read" message={datasets.message} />}
      {dataset && <Details dataset={dataset} />}
    </div>
  )
}

/** Apart from the rest of the screen, because it changes four times a second. */
function Stages() {
  const status = usePipelineStatus()
  if (status.state === 'loading') return <Skeleton h={172} radius={10} />
  if (status.state === 'failed') return <Problem title="The pipeline's state cannot be read" message={status.message} />
  return (
    <>
      <StageList stages={status.value.stages} />
      <Troubles stages={status.value.stages} datasets={status.value.datasetTroubles} />
    </>
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
