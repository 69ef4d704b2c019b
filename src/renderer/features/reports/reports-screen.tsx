import { Skeleton } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { useFeed } from '../../app/connection/use-feed'
import { useOlder } from '../../app/connection/use-older'
import { hrefOf } from '../../app/route'
import { WithDataset } from '../../app/with-dataset'
import { Card } from '../../ui/card'
import { DatasetSelect } from '../../ui/dataset-select'
import { Empty } from '../../ui/empty'
import { OlderButton } from '../../ui/older-button'
import { Problem } from '../../ui/problem'
import { ScreenHead } from '../../ui/screen-head'
import { ScreenLink } from '../../ui/screen-link'
import { WindowsTable } from '../../ui/window/windows-table'
import { ReportPanel } from './report-panel'
import classes from './reports-screen.module.css'

const PAGE = 50

/** All windows of a dataset, and beside them the report of one. */
export function ReportsScreen({ dataset: name, start }: { dataset: DatasetName | null; start: WindowStart | null }) {
  return (
    <WithDataset name={name}>
      {(dataset, all) => (
        <div className={classes.screen}>
          <ScreenHead title="Reports" about="one for every minute of events, UTC">
            <DatasetSelect
              datasets={all}
              value={dataset.name}
              onChange={(next) => window.location.assign(hrefOf('reports', next))}
            />
          </ScreenHead>
          <Windows key={dataset.name} dataset={dataset} start={start} />
        </div>
      )}
    </WithDataset>
  )
}

function Windows({ dataset, start }: { dataset: Dataset; start: WindowStart | null }) {
  const feed = useFeed(`windows ${dataset.name} ${PAGE}`, (api, signal) =>
    api.windows.feed({ dataset: dataset.name, limit: PAGE }, { signal }),
  )
  const newest = feed.state === 'live' ? feed.value : []
  const older = useOlder(dataset.name, { items: newest, more: newest.length === PAGE }, startOf, (api, before) =>
    api.windows.list({ dataset: dataset.name, before, limit: PAGE }),
  )
  return (
    <div className={classes.columns} data-open={start !== null || undefined}>
      <Card title="Windows" subtitle="produced = logged = stored = extracted = analysed" className={classes.list}>
        {feed.state === 'loading' && <Skeleton h={400} />}
        {feed.state === 'failed' && <Problem title="The windows cannot be read" message={feed.message} />}
        {feed.state === 'live' && older.rows.length === 0 && <NoWindows dataset={dataset} />}
        {older.rows.length > 0 && (
          <div className={classes.rows}>
            <WindowsTable rows={older.rows} columns="full" selected={start} />
            <OlderButton older={older} />
          </div>
        )}
      </Card>
      {start !== null && (
        <ReportPanel
          key={start}
          dataset={dataset}
          start={start}
          row={older.rows.find((row) => row.start === start) ?? null}
        />
      )}
    </div>
  )
}

const startOf = (row: WindowRow) => row.start

function NoWindows({ dataset }: { dataset: Dataset }) {
  return dataset.name === 'access_log' ? (
    <Empty title="No window yet">
      Replay an access log, and its minutes appear here. <ScreenLink href={hrefOf('replay')}>Go to Replay</ScreenLink>
    </Empty>
  ) : (
    <Empty title="No window yet">
      A window is one minute of events. Start the pipeline; the first event opens one.
    </Empty>
  )
}
