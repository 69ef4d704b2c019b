import { VisuallyHidden } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import { useFeed } from '../../state/connection/use-feed'
import { useDatasets } from '../../state/datasets'
import { usePipelineStatus } from '../../state/pipeline-status'
import { Problem } from '../../ui/problem'
import { Answer } from '../../widgets/answer'
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
      {datasets.state === 'failed' && <Problem title="The datasets could not be loaded" message={datasets.message} />}
      {dataset && <Details dataset={dataset} />}
    </div>
  )
}

/** Apart from the rest of the screen, because it changes four times a second. */
function Stages() {
  const status = usePipelineStatus()
  return (
    <Answer of={status} failed="The pipeline's state could not be loaded" height={172}>
      {({ stages, datasetTroubles }) => (
        <>
          <StageList stages={stages} />
          <Troubles stages={stages} datasets={datasetTroubles} />
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
