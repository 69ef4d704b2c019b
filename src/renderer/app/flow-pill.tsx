import type { PipelineStatus } from '@shared/model/stage'
import { formatCount } from '../ui/format/count'
import { formatMoment } from '../ui/format/time'
import classes from './flow-pill.module.css'

const WORDS: Record<PipelineStatus['flow'], string> = {
  flowing: 'Flowing',
  starting: 'Starting',
  stopped: 'Stopped',
  troubled: 'In trouble',
}

/** Answers "is it flowing?" in one line, on every screen. */
export function FlowPill({ status }: { status: PipelineStatus | null }) {
  if (!status) return <div className={classes.pill}>Connecting…</div>
  const { flow, eventsPerSecond, completeThrough } = status
  return (
    <section className={classes.pill} aria-label="Flow" title="Times are UTC">
      <span className={classes.dot} data-flow={flow} />
      <strong>{WORDS[flow]}</strong>
      <span className={classes.figures}>
        {flow !== 'stopped' && `${formatCount(eventsPerSecond)} events/s`}
        {flow !== 'stopped' && completeThrough !== null && ' · '}
        {completeThrough !== null && (
          <>
            complete through <strong>{formatMoment(completeThrough, Date.now())}</strong>
          </>
        )}
      </span>
    </section>
  )
}
