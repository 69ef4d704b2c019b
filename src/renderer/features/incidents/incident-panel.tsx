import { Button } from '@mantine/core'
import { isAlarm, type ListedIncidentDetail } from '@shared/model/alarm'
import type { IncidentDetail, IncidentId } from '@shared/model/incident'
import { type Incident, newLevelSince } from '@shared/model/incident'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useAlerts } from '../../state/alerts'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import { hrefOf } from '../../state/route'
import { useTypeLabel } from '../../state/use-type-label'
import { formatDay, formatMinute } from '../../ui/format/time'
import { MuteMenu } from '../../ui/mute-menu'
import { Problem } from '../../ui/problem'
import { Answer } from '../../widgets/answer'
import { SidePanel } from '../../widgets/list-panel/side-panel'
import { AlarmBody } from './alarm-body'
import { AlarmSilence } from './alarm-silence'
import { IncidentChart } from './incident-chart'
import { IncidentFacts } from './incident-facts'
import { IncidentNotifications } from './incident-notifications'
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
    <SidePanel
      about="incident"
      {...headOf(incident, labelOf)}
      actions={
        incident && (
          <>
            {isAlarm(incident) ? <AlarmSilence alarm={incident} /> : <IncidentSilence incident={incident} />}
            <AcknowledgeButton incident={incident} />
          </>
        )
      }
      closeLabel="Close incident"
      close={hrefOf('incidents')}
    >
      <Answer of={answer} failed="The incident could not be loaded" height={420}>
        {(loaded) => (isAlarm(loaded) ? <AlarmBody alarm={loaded} /> : <Body incident={loaded} />)}
      </Answer>
    </SidePanel>
  )
}

function headOf(
  incident: ListedIncidentDetail | null,
  labelOf: ReturnType<typeof useTypeLabel>,
): { title: string; subtitle: string } {
  if (!incident) return { title: 'Incident', subtitle: '' }
  if (isAlarm(incident)) return { title: incident.title, subtitle: 'Alarm of the pipeline' }
  return { title: labelOf(incident.dataset, incident.type), subtitle: measuresWords(incident) }
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

export function AcknowledgeButton({ incident: { id, state } }: { incident: Pick<Incident, 'id' | 'state'> }) {
  const command = useCommand()
  if (state !== 'open') return null
  const acknowledge = () =>
    command('The incident could not be acknowledged', (api) => api.incidents.acknowledge({ id }))
  return (
    <Button size="xs" leftSection={<IconCheck size={14} aria-hidden />} onClick={() => void acknowledge()}>
      Acknowledge
    </Button>
  )
}

/** Mutes incidents of this type until a time. */
export function IncidentSilence({ incident: { dataset, type } }: { incident: Pick<Incident, 'dataset' | 'type'> }) {
  const { settings } = useAlerts()
  const labelOf = useTypeLabel()
  const command = useCommand()
  if (settings.state !== 'live') return null
  const mute = settings.value.mutes.find(
    (known) => 'dataset' in known && known.dataset === dataset && known.type === type,
  )
  return (
    <MuteMenu
      of={labelOf(dataset, type)}
      until={mute?.until ?? null}
      onMute={(until) =>
        void command('The type could not be muted', (api) => api.alerts.mute({ dataset, type, until: until ?? 0 }))
      }
    />
  )
}

/** Asks whether a lasting level is the new normal. */
export function NewLevel({ incident }: { incident: Incident }) {
  const command = useCommand()
  const since = newLevelSince(incident)
  if (since === null || incident.state === 'ended') return null
  const accept = () => command('The level could not be accepted', (api) => api.incidents.accept({ id: incident.id }))
  return (
    <Problem
      title={`Continues at a new level since ${formatDay(since)} ${formatMinute(since)}`}
      message="The incident stays open until the values return. If this level is intended, accept it: the detector then expects it from the next window on."
      action={
        <Button size="xs" onClick={() => void accept()}>
          Accept as the new normal
        </Button>
      }
    />
  )
}
