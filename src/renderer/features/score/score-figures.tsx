import type { Tally } from '@shared/model/score'
import { formatCount, formatPercent } from '../../ui/format/numbers'
import classes from './score-figures.module.css'

/** The summary of a score, each figure with a line of explanation. */
export function ScoreFigures({ tally, hours }: { tally: Tally; hours: number }) {
  const { incidents, false_incidents, precision, recall, lines } = tally
  const meant = lines.filter(({ found }) => found !== null)
  const sum = (of: (line: (typeof meant)[number]) => number | null) =>
    meant.reduce((all, line) => all + (of(line) ?? 0), 0)
  const all = sum((line) => line.disturbances)
  const wrong = false_incidents.length
  const figures = [
    {
      name: 'Recall',
      value: share(recall),
      about: `${formatCount(sum((line) => line.found))} of ${formatCount(all)} detectable disturbances found`,
    },
    {
      name: 'In the first full window',
      value: all === 0 ? '–' : share(sum((line) => line.in_first_full_window) / all),
      about: `${formatCount(sum((line) => line.in_first_full_window))} of ${formatCount(all)} detected by the end of the first fully disturbed minute`,
    },
    {
      name: 'Precision',
      value: share(precision),
      about: `${formatCount(incidents - wrong)} of ${formatCount(incidents)} incidents had a disturbance behind them`,
    },
    {
      name: 'False alarms a day',
      value: hours === 0 ? '–' : ((wrong / hours) * 24).toFixed(2),
      about: `${formatCount(wrong)} ${wrong === 1 ? 'incident' : 'incidents'} without a disturbance in ${formatCount(Number(hours.toFixed(1)))} simulated hours`,
    },
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value, about }) => (
        <div key={name} className={classes.figure}>
          <dt className={classes.name}>{name}</dt>
          <dd className={classes.value}>{value}</dd>
          <dd className={classes.about}>{about}</dd>
        </div>
      ))}
    </dl>
  )
}

function share(value: number | null): string {
  return value === null ? '–' : formatPercent(value)
}
