import type { PipelineStatus } from '@shared/model/stage'
import { formatCount } from '../ui/format/count'
import { formatMoment } from '../ui/format/time'
import classes from './flow-pill.module.css'

const WORDS: Record<Exclude<PipelineStatus['flow'], 'held'>, string> = {
  flowing: 'Flowing',
  starting: 'Starting',
  stopped: 'Stopped',
  troubled: 'In trouble',
}

interface FlowPillProps {
  status: PipelineStatus | null
  lacking: string | null
}

/** Answers "is it flowing?" in one line, on every screen; `lacking`: which services it waits for. */
export function FlowPill({ status, lacking }: FlowPillProps) {
  if (!status) return <div className={classes.pill}>Connecting…</div>
  const { flow, eventsPerSecond, completeThrough } = status
  const moves = flow !== 'stopped'
  return (
    <section className={classes.pill} aria-label="Flow" title="Times are UTC">
      <span className={classes.dot} data-flow={flow} />
      <strong>{flow === 'held' ? heldWords(status) : WORDS[flow]}</strong>
      <span className={classes.figures}>
        {moves && flow !== 'flowing' && lacking !== null ? (
          lacking
        ) : (
          <>
            {moves && `${formatCount(eventsPerSecond)} events/s`}
            {moves && completeThrough !== null && ' · '}
            {completeThrough !== null && (
              <>
                complete through <strong>{formatMoment(completeThrough, Date.now())}</strong>
              </>
            )}
          </>
        )}
      </span>
    </section>
  )
}

/** Which stages somebody stopped while the others go on. */
function heldWords({ stages }: PipelineStatus): string {
  const stopped = stages.filter(({ state }) => state.state === 'stopped' || state.state === 'stopping')
  return stopped.length === 1 ? `${stopped[0]?.title} stopped` : `${stopped.length} stages stopped`
}
