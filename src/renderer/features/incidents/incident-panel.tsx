import type { IncidentDetail, IncidentId } from '@shared/model/incident'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { hrefOf } from '../../state/route'
import { useTypeLabel } from '../../state/use-type-label'
import { Answer } from '../../widgets/answer'
import { SidePanel } from '../../widgets/list-panel/side-panel'
import { AcknowledgeButton } from './acknowledge-button'
import { IncidentChart } from './incident-chart'
import { IncidentFacts } from './incident-facts'
import { IncidentNotifications } from './incident-notifications'
import classes from './incident-panel.module.css'
import { IncidentSilence } from './incident-silence'
import { IncidentWindows } from './incident-windows'
import { measuresWords } from './incident-words'
import { NewLevel } from './new-level'
import { StateBadge } from './state-badge'

/** One incident in full. `version` changes when any incident does. */
export function IncidentPanel({ id, version }: { id: IncidentId; version: number }) {
  const answer = useAnswer(`incident ${id}`, (api) => api.incidents.get({ id }), version)
  const labelOf = useTypeLabel()
  const incident = answer.state === 'live' ? answer.value : null
  return (
    <SidePanel
      title={incident ? labelOf(incident.dataset, incident.type) : 'Incident'}
      subtitle={incident ? measuresWords(incident) : ''}
      actions={
        incident && (
          <>
            <IncidentSilence incident={incident} />
            <AcknowledgeButton incident={incident} />
          </>
        )
      }
      closeLabel="Close incident"
      close={hrefOf('incidents')}
    >
      <Answer of={answer} failed="The incident could not be loaded" height={420}>
        {(loaded) => <Body incident={loaded} />}
      </Answer>
    </SidePanel>
  )
}

function Body({ incident }: { incident: IncidentDetail }) {
  const [measure, setMeasure] = useState(incident.peak.finding.measure)
  return (
    <div className={classes.body}>
      <p className={classes.sentence}>
        <StateBadge incident={incident} /> {incident.sentence}
      </p>
      <NewLevel incident={incident} />
      <IncidentFacts incident={incident} />
      <IncidentChart incident={incident} measure={measure} onMeasure={setMeasure} />
      <IncidentNotifications id={incident.id} />
      <IncidentWindows incident={incident} />
    </div>
  )
}
