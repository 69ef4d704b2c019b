import type { Dataset, DatasetName } from '@shared/model/dataset'
import { isAccessLog } from '@shared/model/log-format'
import type { WindowStart } from '@shared/model/window'
import { useState } from 'react'
import type { Api } from '../../state/connection/connection'
import { useAnswer } from '../../state/connection/use-answer'
import { hrefOf, hrefOfRows, type RowsRoute } from '../../state/route'
import { DatasetSelect } from '../../ui/dataset-select'
import { EmptyState } from '../../ui/empty-state'
import { ScreenHead } from '../../ui/screen-head'
import { ScreenLink } from '../../ui/screen-link'
import { Answer } from '../../widgets/answer'
import { StoreProblem } from '../../widgets/store-problem'
import { WithDataset } from '../../widgets/with-dataset'
import classes from './events-screen.module.css'
import { FindEvent } from './find-event-by-id'
import { WindowRows } from './window-rows'

interface EventsScreenProps {
  dataset: DatasetName | null
  start: WindowStart | null
  rows: RowsRoute
}

/** The stored rows of a minute, and the trace of one of their events. */
export function EventsScreen({ dataset: name, start, rows }: EventsScreenProps) {
  return (
    <WithDataset name={name}>
      {(dataset, all) => (
        <div className={classes.screen}>
          <ScreenHead title="Events" about="stored rows, and the trace of each event through the pipeline">
            <FindEvent key={dataset.name} dataset={dataset} />
            <DatasetSelect
              datasets={all}
              value={dataset.name}
              onChange={(next) => window.location.assign(hrefOfRows(next, null))}
            />
          </ScreenHead>
          {start === null ? (
            <SomeWindow key={dataset.name} dataset={dataset} rows={rows} />
          ) : (
            <WindowRows key={dataset.name} dataset={dataset} start={start} rows={rows} />
          )}
        </div>
      )}
    </WithDataset>
  )
}

/** If the route names no window: the window of its event, or the newest. */
function SomeWindow({ dataset, rows }: { dataset: Dataset; rows: RowsRoute }) {
  const [asked, setAsked] = useState(0)
  const answer = useAnswer(
    `window of ${JSON.stringify(rows.place)}`,
    (api) => windowFor(api, dataset.name, rows),
    asked,
  )
  const newest = <ScreenLink href={hrefOfRows(dataset.name, null)}>Show the newest</ScreenLink>
  return (
    <Answer
      of={answer}
      failed="The rows could not be loaded"
      height={400}
      problem={(title, message) => (
        <StoreProblem
          title={title}
          message={message}
          action={rows.place && newest}
          onRunning={() => setAsked(asked + 1)}
        />
      )}
    >
      {(start) =>
        start === null ? <NoEvents dataset={dataset} /> : <WindowRows dataset={dataset} start={start} rows={rows} />
      }
    </Answer>
  )
}

function NoEvents({ dataset }: { dataset: Dataset }) {
  return (
    <EmptyState title="No events yet">
      {isAccessLog(dataset.name) ? (
        <>
          Replay an access log to see its events here. <ScreenLink href={hrefOf('replay')}>Go to Replay</ScreenLink>
        </>
      ) : (
        'Start the pipeline to see its events here, minute by minute.'
      )}
    </EmptyState>
  )
}

const RECENT = 20

async function windowFor(api: Api, dataset: DatasetName, { place }: RowsRoute): Promise<WindowStart | null> {
  const own = place && (await api.events.trace({ dataset, ...place })).window
  if (own !== null) return own
  const { items } = await api.windows.list({ dataset, limit: RECENT })
  return (items.find(({ revision }) => revision > 0) ?? items[0])?.start ?? null
}
