import type { Tally } from '@shared/model/score'
import { formatDay, formatMinute } from '../../ui/format/time'
import classes from './false-incidents.module.css'

const SHOWN = 50

/** Incidents without a disturbance behind them, in the detector's own words. */
export function FalseIncidents({ incidents }: { incidents: Tally['false_incidents'] }) {
  return (
    <section aria-label="False incidents">
      <h3 className={classes.title}>False incidents</h3>
      {incidents.length === 0 ? (
        <p className={classes.note}>None: every incident had a disturbance behind it.</p>
      ) : (
        <ul>
          {incidents.slice(0, SHOWN).map(({ first, type, sentence }) => (
            <li key={`${first} ${type}`} className={classes.item}>
              <span className={classes.note}>
                {formatDay(Date.parse(first))} {formatMinute(Date.parse(first))}
              </span>
              {sentence}
            </li>
          ))}
        </ul>
      )}
      {incidents.length > SHOWN && <p className={classes.note}>and {incidents.length - SHOWN} more</p>}
    </section>
  )
}
