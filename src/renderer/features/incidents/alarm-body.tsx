import type { Alarm } from '@shared/model/alarm'
import { formatMoment } from '../../ui/format/time'
import { ScreenLink } from '../../ui/screen-link'
import { useNow } from '../../ui/use-now'
import { alarmLengthWords, alarmScreen } from './alarm-words'
import classes from './incident-facts.module.css'
import { IncidentNotifications } from './incident-notifications'
import panel from './incident-panel.module.css'
import { StateBadge } from './state-badge'

const TICK_MS = 1_000

/** An alarm of the pipeline in full. */
export function AlarmBody({ alarm }: { alarm: Alarm }) {
  const now = useNow(TICK_MS)
  const { began, noticedAt, acknowledgedAt, endedAt, endedBy, dataset, id } = alarm
  const screen = alarmScreen(alarm)
  return (
    <div className={panel.body}>
      <p className={panel.sentence}>
        <StateBadge incident={alarm} /> {alarm.sentence}
      </p>
      <ScreenLink href={screen.href}>{screen.title}</ScreenLink>
      <dl className={classes.facts}>
        <dt>Started</dt>
        <dd>{formatMoment(began, now)}</dd>
        <dt>Detected</dt>
        <dd>
          {formatMoment(noticedAt, now)}
          {acknowledgedAt !== null && `, acknowledged ${formatMoment(acknowledgedAt, now)}`}
        </dd>
        <dt>{endedAt === null ? 'Lasts' : 'Ended'}</dt>
        <dd>
          {endedAt === null ? `${alarmLengthWords(alarm, now)} so far` : endWords(alarm, endedAt, now)}
          {endedBy === 'by-hand' && '; it was stopped by hand'}
        </dd>
        {dataset !== null && (
          <>
            <dt>Dataset</dt>
            <dd>{dataset}</dd>
          </>
        )}
      </dl>
      <IncidentNotifications id={id} />
    </div>
  )
}

function endWords(alarm: Alarm, endedAt: number, now: number): string {
  return `${formatMoment(endedAt, now)}, after ${alarmLengthWords(alarm, now)}`
}
