import { ActionIcon, Skeleton } from '@mantine/core'
import type { IncidentDetail, IncidentId } from '@shared/model/incident'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer } from '../../app/connection/use-answer'
import { hrefOf } from '../../app/route'
import { useTypeLabel } from '../../app/use-type-label'
import { Card } from '../../ui/card'
import { Problem } from '../../ui/problem'
import { AcknowledgeButton } from './acknowledge-button'
import { IncidentChart } from './incident-chart'
import { IncidentFacts } from './incident-facts'
import classes from './incident-panel.module.css'
import { IncidentWindows } from './incident-windows'
import { measuresWords } from './incident-words'
import { StateBadge } from './state-badge'

/** One incident in full. `version` changes when any incident does. */
export function IncidentPanel({ id, version }: { id: IncidentId; version: number }) {
  const answer = useAnswer(`incident ${id}`, (api) => api.incidents.get({ id }), version)
  const labelOf = useTypeLabel()
  const incident = answer.state === 'live' ? answer.value : null
  return (
    <Card
      title={incident ? labelOf(incident.dataset, incident.type) : 'Incident'}
      subtitle={incident ? measuresWords(incident) : ''}
      className={classes.panel}
      aside={
        <>
          {incident && <AcknowledgeButton incident={incident} />}
          <ActionIcon
            component="a"
            href={hrefOf('incidents')}
            variant="subtle"
            className={classes.close}
            aria-label="Close incident"
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </>
      }
    >
      {answer.state === 'loading' && <Skeleton h={420} />}
      {answer.state === 'failed' && <Problem title="There is nothing to show" message={answer.message} />}
      {incident && <Body incident={incident} />}
    </Card>
  )
}

function Body({ incident }: { incident: IncidentDetail }) {
  const [measure, setMeasure] = useState(incident.peak.finding.measure)
  return (
    <div className={classes.body}>
      <p className={classes.sentence}>
        <StateBadge incident={incident} /> {incident.sentence}
      </p>
      <IncidentFacts incident={incident} />
      <IncidentChart incident={incident} measure={measure} onMeasure={setMeasure} />
      <IncidentWindows incident={incident} />
    </div>
  )
}
