import type { PipelineStatus, StageStatus } from '@shared/model/stage'
import { formatCount } from '../ui/format/numbers'
import { formatMoment } from '../ui/format/time'
import classes from './flow-pill.module.css'

type Flow = PipelineStatus['flow']

const WORDS: Record<Exclude<Flow, 'held' | 'behind' | 'blocked'>, string> = {
  flowing: 'Flowing',
  idle: 'Idle',
  starting: 'Starting',
  stopped: 'Stopped',
  troubled: 'Not working',
}

interface FlowPillProps {
  status: PipelineStatus | null
  lacking: string | null
}

/** Answers "is it flowing?" in one line, on every screen; `lacking`: the services it waits for. */
export function FlowPill({ status, lacking }: FlowPillProps) {
  if (!status) return <div className={classes.pill}>Connecting…</div>
  const { flow, eventsPerSecond, completeThrough } = status
  const moves = flow !== 'stopped'
  return (
    <section className={classes.pill} aria-label="Flow" title="Times are UTC">
      <span className={classes.dot} data-flow={flow} />
      <strong>{flowWords(status)}</strong>
      <span className={classes.figures}>
        {moves && !ALL_RUN.has(flow) && lacking !== null ? (
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

/** Every stage runs in these states, so none waits for a service. */
const ALL_RUN: ReadonlySet<Flow> = new Set<Flow>(['flowing', 'behind', 'idle'])

function flowWords(status: PipelineStatus): string {
  const { flow, stages } = status
  switch (flow) {
    case 'held':
      return heldWords(status)
    case 'behind':
      return `Behind by ${formatCount(stages.find(({ id }) => id === 'sink')?.figures.backlog ?? 0)} events`
    case 'blocked':
      return stages.some(isDiskFull) ? 'Blocked: disk full' : 'Blocked: log full'
    default:
      return WORDS[flow]
  }
}

function isDiskFull({ state, hindrance }: StageStatus): boolean {
  return (state.state === 'retrying' ? state.fault : hindrance)?.code === 'disk-full'
}

/** The stages that are stopped while the others run. */
function heldWords({ stages }: PipelineStatus): string {
  const stopped = stages.filter(({ state }) => state.state === 'stopped' || state.state === 'stopping')
  return stopped.length === 1 ? `${stopped[0]?.title} stopped` : `${stopped.length} stages stopped`
}
