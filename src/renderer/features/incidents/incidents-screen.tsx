import { NativeSelect, Skeleton } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Incident, IncidentId } from '@shared/model/incident'
import { useState } from 'react'
import { useAnswer } from '../../app/connection/use-answer'
import { useOlder } from '../../app/connection/use-older'
import { useIncidents } from '../../app/incidents'
import { WithDataset } from '../../app/with-dataset'
import { Card } from '../../ui/card'
import { Empty } from '../../ui/empty'
import { OlderButton } from '../../ui/older-button'
import { Problem } from '../../ui/problem'
import { ScreenHead } from '../../ui/screen-head'
import { IncidentPanel } from './incident-panel'
import { IncidentTimeline } from './incident-timeline'
import classes from './incidents-screen.module.css'

const PAGE = 50
const ALL = ''

/** What went wrong, newest first, and beside it one of them in full. */
export function IncidentsScreen({ selected }: { selected: IncidentId | null }) {
  return <WithDataset name={null}>{(_, all) => <Incidents selected={selected} datasets={all} />}</WithDataset>
}

function Incidents({ selected, datasets }: { selected: IncidentId | null; datasets: readonly Dataset[] }) {
  const [dataset, setDataset] = useState<DatasetName>(ALL)
  const live = useIncidents()
  const { open, version } = live.state === 'live' ? live.value : NONE
  const filter = dataset === ALL ? {} : { dataset }
  const key = `incidents ${dataset}`
  const answer = useAnswer(key, (api) => api.incidents.list({ ...filter, limit: PAGE }), version)
  const older = useOlder(key, answer.state === 'live' ? answer.value : NOTHING, placeOf, (api, _, last) =>
    api.incidents.list({ ...filter, before: last.id, limit: PAGE }),
  )
  const current = new Map(open.map((incident) => [incident.id, incident]))
  const incidents = older.rows.map((incident) => current.get(incident.id) ?? incident)
  return (
    <div className={classes.screen}>
      <ScreenHead title="Incidents" about="consecutive anomalous windows of one event type, in event time, UTC">
        <NativeSelect
          aria-label="Dataset"
          value={dataset}
          data={[
            { value: ALL, label: 'All datasets' },
            ...datasets.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          onChange={(event) => setDataset(event.currentTarget.value)}
        />
      </ScreenHead>
      <div className={classes.columns} data-open={selected !== null || undefined}>
        <Card title="Timeline" subtitle="newest first" className={classes.list}>
          {answer.state === 'loading' && <Skeleton h={300} />}
          {answer.state === 'failed' && <Problem title="The incidents cannot be read" message={answer.message} />}
          {answer.state === 'live' && incidents.length === 0 && (
            <Empty title="No incident yet">
              The detector compares every window with those before it. What stands out, by more than chance explains,
              becomes an incident here. Start a scenario to see one.
            </Empty>
          )}
          {incidents.length > 0 && (
            <div className={classes.rows}>
              <IncidentTimeline incidents={incidents} selected={selected} />
              <OlderButton older={older} />
            </div>
          )}
        </Card>
        {selected !== null && <IncidentPanel key={selected} id={selected} version={version} />}
      </div>
    </div>
  )
}

const NONE = { open: [], version: 0 }
const NOTHING = { items: [], more: false }

/** The order in which main lists them: by beginning, then by id. */
function placeOf({ began, id }: Incident): string {
  return `${String(began).padStart(15, '0')} ${id}`
}
