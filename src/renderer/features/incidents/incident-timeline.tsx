import { type Alarm, isAlarm, type ListedIncident } from '@shared/model/alarm'
import type { Incident, IncidentId } from '@shared/model/incident'
import { hrefOfIncident } from '../../state/route'
import { useTypeLabel } from '../../state/use-type-label'
import { Badge } from '../../ui/badge'
import { formatDay } from '../../ui/format/time'
import { alarmLengthWords, alarmWhenWords } from './alarm-words'
import classes from './incident-timeline.module.css'
import { lengthWords, measuresWords, whenWords } from './incident-words'
import { StateBadge } from './state-badge'

/** Open incidents are at the top, the others under the day on which they began. */
export function IncidentTimeline({
  incidents,
  selected,
}: {
  incidents: readonly ListedIncident[]
  selected: IncidentId | null
}) {
  const open = incidents.filter(({ state }) => state !== 'ended')
  const ended = incidents.filter(({ state }) => state === 'ended')
  const days = [...Map.groupBy(ended, ({ began }) => formatDay(began))]
  return (
    <>
      {open.length > 0 && <Group title="Open" incidents={open} selected={selected} tour="incidents" />}
      {days.map(([day, those]) => (
        <Group key={day} title={day} incidents={those} selected={selected} />
      ))}
    </>
  )
}

interface GroupProps {
  title: string
  incidents: readonly ListedIncident[]
  selected: IncidentId | null
  /** The name of the list in the tour. */
  tour?: string
}

function Group({ title, incidents, selected, tour }: GroupProps) {
  const labelOf = useTypeLabel()
  return (
    <section aria-label={title}>
      <h3 className={classes.day}>{title}</h3>
      <ul className={classes.items} data-tour={tour}>
        {incidents.map((incident) => (
          <Item
            key={incident.id}
            {...(isAlarm(incident) ? alarmWords(incident) : dataWords(incident, labelOf))}
            incident={incident}
            selected={incident.id === selected}
          />
        ))}
      </ul>
    </section>
  )
}

interface Words {
  readonly title: string
  readonly when: string
  /** Null while it grows by the second. */
  readonly length: string | null
}

function dataWords(incident: Incident, labelOf: ReturnType<typeof useTypeLabel>): Words {
  const { dataset, type } = incident
  const title = `${labelOf(dataset, type)}: ${measuresWords(incident).toLowerCase()}`
  return { title, when: whenWords(incident), length: lengthWords(incident) }
}

function alarmWords(alarm: Alarm): Words {
  return {
    title: alarm.title,
    when: alarmWhenWords(alarm),
    length: alarm.endedAt === null ? null : alarmLengthWords(alarm, alarm.endedAt),
  }
}

interface ItemProps extends Words {
  incident: ListedIncident
  selected: boolean
}

function Item({ incident, selected, title, when, length }: ItemProps) {
  const { id, sentence, state } = incident
  return (
    <li className={classes.item} data-state={state} data-selected={selected || undefined}>
      <div className={classes.head}>
        <a className={classes.link} href={hrefOfIncident(id)} aria-current={selected || undefined}>
          {title}
        </a>
        <StateBadge incident={incident} />
        {isAlarm(incident) && <Badge tone="accent">pipeline</Badge>}
        <span className={classes.when}>{length === null ? when : `${when} · ${length}`}</span>
      </div>
      <p className={classes.sentence}>{sentence}</p>
    </li>
  )
}
