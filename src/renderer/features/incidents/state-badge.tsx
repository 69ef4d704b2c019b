import type { Incident, IncidentState } from '@shared/model/incident'
import { Badge, type Tone } from '../../ui/badge'

const STATES: Record<IncidentState, { word: string; tone: Tone; meaning: string }> = {
  open: { word: 'open', tone: 'error', meaning: 'goes on, and nobody has said to have seen it' },
  acknowledged: { word: 'acknowledged', tone: 'warning', meaning: 'goes on, and somebody has seen it' },
  ended: { word: 'ended', tone: 'outline', meaning: 'unremarkable windows followed' },
}

export function StateBadge({ incident: { state, endedBy } }: { incident: Pick<Incident, 'state' | 'endedBy'> }) {
  if (state === 'ended' && endedBy === 'revision')
    return (
      <Badge tone="outline" title="later revisions of its windows show nothing wrong">
        withdrawn
      </Badge>
    )
  const { word, tone, meaning } = STATES[state]
  return (
    <Badge tone={tone} title={meaning}>
      {word}
    </Badge>
  )
}
