import { MINUTE_MS } from '@shared/lib/time'
import type { Affected } from '@shared/model/anomaly'
import { type Incident, newLevelSince } from '@shared/model/incident'
import { Figures } from '../../ui/figures'
import { formatChance } from '../../ui/format/chance'
import { formatMeasured } from '../../ui/format/measure'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatMinute, formatMoment } from '../../ui/format/time'
import classes from './incident-facts.module.css'
import { expectedWords, lengthWords, windowsWords } from './incident-words'

/** The facts of an incident: its peak, how unlikely it is, who is affected, and the times. */
export function IncidentFacts({ incident }: { incident: Incident }) {
  const { peak, cause, touched, errorCodes, dataset, types, type } = incident
  const { measure, observed, pValue } = peak.finding
  return (
    <>
      <Figures
        figures={[
          { value: formatMeasured(measure, observed), name: `at the peak, ${formatMinute(peak.start)}` },
          { value: expectedWords(peak.finding), name: pValue === null ? 'allowed' : 'expected' },
          { value: formatCount(touched.events), name: touched.events === 1 ? 'event affected' : 'events affected' },
          ...peopleOf(touched),
        ]}
      />
      <dl className={classes.facts}>
        <dt>{cause.kind === 'threshold' ? 'Rule' : 'Chance'}</dt>
        <dd>
          {cause.kind === 'threshold' && cause.name}
          {pValue !== null && `a window like its peak ${formatChance(pValue)}`}
        </dd>
        {errorCodes.length > 0 && (
          <>
            <dt>Rising error codes</dt>
            <dd>{errorCodes.join(', ')}</dd>
          </>
        )}
        {type === null && types.length > 0 && (
          <>
            <dt>Seen in</dt>
            <dd>{types.join(', ')}</dd>
          </>
        )}
        <dt>Started</dt>
        <dd>{beginWords(incident)}</dd>
        <dt>{incident.state === 'ended' ? 'Ended' : 'Lasts'}</dt>
        <dd>{endWords(incident)}</dd>
        <dt>Detected</dt>
        <dd>{noticedWords(incident)}</dd>
        <dt>Dataset</dt>
        <dd>{dataset}</dd>
      </dl>
    </>
  )
}

/** Counts are exact up to a thousand. */
function peopleOf({ users, sessions }: Affected): { value: string; name: string }[] {
  const about = (count: number) => `${count > 1_000 ? '≈ ' : ''}${formatCount(count)}`
  return [
    ...(users === null ? [] : [{ value: about(users), name: users === 1 ? 'user' : 'users' }]),
    ...(sessions === null ? [] : [{ value: about(sessions), name: sessions === 1 ? 'session' : 'sessions' }]),
  ]
}

const moment = (ms: number) => `${formatDay(ms)} ${formatMinute(ms)}`

function beginWords({ began, since, cause }: Incident): string {
  const drift = since < began ? `; the deviation probably started at ${moment(since)}` : ''
  const what = cause.kind === 'threshold' ? 'window beyond the limit' : 'anomalous window'
  return `${moment(began)}, the first ${what}${drift}`
}

function endWords(incident: Incident): string {
  const { windows, last, state, endedBy, cause } = incident
  const count = `${windowsWords(windows, cause)} in ${lengthWords(incident)}`
  if (state !== 'ended') return `${count} so far`
  if (endedBy === 'revision') return `${count}; later revisions of its windows show no anomaly`
  if (endedBy === 'new-level')
    return `continues at a new level since ${moment(newLevelSince(incident) ?? incident.began)}, accepted as the new normal after ${count}`
  return `${moment(last + MINUTE_MS)}, after ${count}`
}

function noticedWords({ noticedAt, acknowledgedAt }: Incident): string {
  const now = Date.now()
  const noticed = `${formatMoment(noticedAt, now)}, wall clock`
  return acknowledgedAt === null ? noticed : `${noticed}, acknowledged ${formatMoment(acknowledgedAt, now)}`
}
