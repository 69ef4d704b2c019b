import type { Incident, IncidentId } from '@shared/model/incident'
import { hrefOfIncident } from '../../state/route'
import { useTypeLabel } from '../../state/use-type-label'
import { formatDay } from '../../ui/format/time'
import classes from './incident-timeline.module.css'
import { lengthWords, measuresWords, whenWords } from './incident-words'
import { StateBadge } from './state-badge'

/** Open incidents are at the top, the others under the day on which they began. */
export function IncidentTimeline({
  incidents,
  selected,
}: {
  incidents: readonly Incident[]
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
  incidents: readonly Incident[]
  selected: IncidentId | null
  /** The name of the list in the tour. */
  tour?: string
}

function Group({ title, incidents, selected, tour }: GroupProps) {
  return (
    <section aria-label={title}>
      <h3 className={classes.day}>{title}</h3>
      <ul className={classes.items} data-tour={tour}>
        {incidents.map((incident) => (
          <Item key={incident.id} incident={incident} selected={incident.id === selected} />
        ))}
      </ul>
    </section>
  )
}

function Item({ incident, selected }: { incident: Incident; selected: boolean }) {
  const labelOf = useTypeLabel()
  const { id, dataset, type, sentence, state } = incident
  const title = `${labelOf(dataset, type)}: ${measuresWords(incident).toLowerCase()}`
  return (
    <li className={classes.item} data-state={state} data-selected={selected || undefined}>
      <div className={classes.head}>
        <a className={classes.link} href={hrefOfIncident(id)} aria-current={selected || undefined}>
          {title}
        </a>
        <StateBadge incident={incident} />
        <span className={classes.when}>
          {whenWords(incident)} · {lengthWords(incident)}
        </span>
      </div>
      <p className={classes.sentence}>{sentence}</p>
    </li>
  )
}
