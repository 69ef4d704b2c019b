import { isAlarm, type ListedIncident } from '@shared/model/alarm'
import { type Incident, type IncidentState, newLevelSince } from '@shared/model/incident'
import { Badge, type Tone } from '../../ui/badge'
import { formatMinute } from '../../ui/format/time'

const STATES: Record<IncidentState, { word: string; tone: Tone; meaning: string }> = {
  open: { word: 'open', tone: 'error', meaning: 'ongoing, not acknowledged' },
  acknowledged: { word: 'acknowledged', tone: 'warning', meaning: 'ongoing, acknowledged' },
  ended: { word: 'ended', tone: 'outline', meaning: 'it works again' },
}

export function StateBadge({ incident }: { incident: ListedIncident }) {
  return isAlarm(incident) ? (
    <PlainBadge state={incident.state} meaning={incident.endedBy === 'by-hand' ? 'stopped by hand' : null} />
  ) : (
    <DataBadge incident={incident} />
  )
}

function DataBadge({ incident }: { incident: Incident }) {
  const { state, endedBy } = incident
  if (state === 'ended' && endedBy === 'new-level')
    return (
      <Badge tone="outline" title="continues at a new level, accepted as the new normal">
        new normal
      </Badge>
    )
  const level = state === 'ended' ? null : newLevelSince(incident)
  if (level !== null)
    return (
      <Badge tone={STATES[state].tone} title={`continues at a new level since ${formatMinute(level)} UTC`}>
        new level
      </Badge>
    )
  if (state === 'ended' && endedBy === 'revision')
    return (
      <Badge tone="outline" title="later revisions of its windows show no anomaly">
        withdrawn
      </Badge>
    )
  return <PlainBadge state={state} meaning={state === 'ended' ? 'the values returned to the expected range' : null} />
}

function PlainBadge({ state, meaning: special }: { state: IncidentState; meaning: string | null }) {
  const { word, tone, meaning } = STATES[state]
  return (
    <Badge tone={tone} title={special ?? meaning}>
      {word}
    </Badge>
  )
}
