import type { ListedIncident } from '@shared/model/alarm'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { IncidentId } from '@shared/model/incident'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useOlderPages } from '../../state/connection/use-older-pages'
import { useIncidents } from '../../state/incidents'
import { DatasetFilter } from '../../ui/dataset-select'
import { EmptyState } from '../../ui/empty-state'
import { ListPanel } from '../../widgets/list-panel/list-panel'
import { ListScreen } from '../../widgets/list-panel/list-screen'
import { WithDataset } from '../../widgets/with-dataset'
import { IncidentPanel } from './incident-panel'
import { IncidentTimeline } from './incident-timeline'
import classes from './incidents-screen.module.css'
import { StoppedByHand } from './stopped-by-hand'

const PAGE = 50

/** All incidents, newest first, and next to them one of them in full. */
export function IncidentsScreen({ selected }: { selected: IncidentId | null }) {
  return <WithDataset name={null}>{(_, all) => <Incidents selected={selected} datasets={all} />}</WithDataset>
}

function Incidents({ selected, datasets }: { selected: IncidentId | null; datasets: readonly Dataset[] }) {
  const [dataset, setDataset] = useState<DatasetName | null>(null)
  const live = useIncidents()
  const { open, version } = live.state === 'live' ? live.value : NONE
  const filter = dataset === null ? {} : { dataset }
  const key = `incidents ${dataset ?? 'of all'}`
  const answer = useAnswer(key, (api) => api.incidents.list({ ...filter, limit: PAGE }), version)
  const older = useOlderPages(key, answer.state === 'live' ? answer.value : NOTHING, positionOf, (api, _, last) =>
    api.incidents.list({ ...filter, before: last.id, limit: PAGE }),
  )
  const current = new Map(open.map((incident) => [incident.id, incident]))
  return (
    <ListScreen
      title="Incidents"
      about="what deviates in the data, and alarms of the pipeline itself, UTC"
      controls={<DatasetFilter datasets={datasets} value={dataset} onChange={setDataset} />}
    >
      <StoppedByHand />
      <ListPanel
        about="incidents"
        title="Timeline"
        subtitle="newest first"
        className={classes.columns}
        first={answer}
        older={older}
        unreadable="The incidents could not be loaded"
        empty={
          <EmptyState title="No incidents yet">
            The detector compares every window with earlier ones. Deviations that chance does not explain appear here as
            incidents, and so does whatever fails in the pipeline itself. Start a scenario to see one.
          </EmptyState>
        }
        rows={(known) => (
          <IncidentTimeline
            incidents={known.map((incident) => current.get(incident.id) ?? incident)}
            selected={selected}
          />
        )}
        panel={selected !== null && <IncidentPanel key={selected} id={selected} version={version} />}
      />
    </ListScreen>
  )
}

const NONE = { open: [], version: 0 }
const NOTHING = { items: [], more: false }

/** The same order as in main's list: by beginning, then by id. */
function positionOf({ began, id }: ListedIncident): string {
  return `${String(began).padStart(15, '0')} ${id}`
}
