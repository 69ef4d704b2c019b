import type { Dataset, DatasetName } from '@shared/model/dataset'
import { isAccessLog } from '@shared/model/log-format'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { useFeed } from '../../state/connection/use-feed'
import { useOlderPages } from '../../state/connection/use-older-pages'
import { hrefOf } from '../../state/route'
import { DatasetSelect } from '../../ui/dataset-select'
import { EmptyState } from '../../ui/empty-state'
import { ScreenLink } from '../../ui/screen-link'
import { AirflowNotice } from '../../widgets/airflow/airflow-notice'
import { ListPanel } from '../../widgets/list-panel/list-panel'
import { ListScreen } from '../../widgets/list-panel/list-screen'
import { WindowsTable } from '../../widgets/window/windows-table'
import { WithDataset } from '../../widgets/with-dataset'
import { AnalyseAgain } from './analyse-again'
import { MissingWindows } from './missing-windows'
import { ReportPanel } from './report-panel'
import classes from './reports-screen.module.css'

const PAGE = 50

/** All windows of a dataset, and next to them the report of one. */
export function ReportsScreen({ dataset: name, start }: { dataset: DatasetName | null; start: WindowStart | null }) {
  return (
    <WithDataset name={name}>
      {(dataset, all) => (
        <ListScreen
          title="Reports"
          about="one per minute, UTC"
          controls={
            <>
              <AnalyseAgain key={`${dataset.name} ${start}`} dataset={dataset} start={start} />
              <DatasetSelect
                datasets={all}
                value={dataset.name}
                onChange={(next) => window.location.assign(hrefOf('reports', next))}
              />
            </>
          }
        >
          <Windows key={dataset.name} dataset={dataset} start={start} />
        </ListScreen>
      )}
    </WithDataset>
  )
}

function Windows({ dataset, start }: { dataset: Dataset; start: WindowStart | null }) {
  const feed = useFeed(`windows ${dataset.name} ${PAGE}`, (api, signal) =>
    api.windows.feed({ dataset: dataset.name, limit: PAGE }, { signal }),
  )
  const newest = feed.state === 'live' ? feed.value : []
  const older = useOlderPages(dataset.name, { items: newest, more: newest.length === PAGE }, startOf, (api, before) =>
    api.windows.list({ dataset: dataset.name, before, limit: PAGE }),
  )
  return (
    <>
      <AirflowNotice />
      <MissingWindows dataset={dataset} rows={newest} />
      <ListPanel
        about="windows"
        title="Windows"
        subtitle="produced = logged = stored = extracted = analysed"
        className={classes.columns}
        first={feed}
        older={older}
        unreadable="The windows could not be loaded"
        empty={<NoWindows dataset={dataset} />}
        rows={(rows) => <WindowsTable rows={rows} columns="full" selected={start} />}
        panel={
          start !== null && (
            <ReportPanel
              key={start}
              dataset={dataset}
              start={start}
              row={older.rows.find((row) => row.start === start) ?? null}
            />
          )
        }
      />
    </>
  )
}

const startOf = (row: WindowRow) => row.start

function NoWindows({ dataset }: { dataset: Dataset }) {
  return isAccessLog(dataset.name) ? (
    <EmptyState title="No windows yet">
      Replay an access log to see its windows here. <ScreenLink href={hrefOf('replay')}>Go to Replay</ScreenLink>
    </EmptyState>
  ) : (
    <EmptyState title="No windows yet">
      A window is one minute of events. Start the pipeline; the first event opens one.
    </EmptyState>
  )
}
