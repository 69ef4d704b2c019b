import type { Fault } from '@shared/model/fault'
import type { PipelineStatus, StageId, StageStatus } from '@shared/model/stage'

/** The sink is behind when more events wait than the log receives in this many seconds. */
const BEHIND_SECONDS = 10
/** A short queue is not a backlog, however slowly events arrive. */
const LEAST_PER_SECOND = 10

interface Seen {
  readonly stages: readonly StageStatus[]
  readonly wanted: (id: StageId) => boolean
  /** Services that stages wait for are starting. */
  readonly servicesStart: boolean
}

/** The state of the whole pipeline in one word. */
export function flowState({ stages, wanted, servicesStart }: Seen): PipelineStatus['flow'] {
  const active = stages.filter(({ id }) => wanted(id))
  if (active.length === 0) return 'stopped'
  if (active.some((stage) => isNoRoom(hindranceOf(stage)))) return 'blocked'
  const troubled = active.some(
    ({ state }) => state.state === 'retrying' && !(servicesStart && state.fault.code === 'service-away'),
  )
  if (troubled) return 'troubled'
  if (active.length < stages.length) return 'held'
  if (!active.every(({ state }) => state.state === 'running')) return 'starting'
  const [log, sink] = [stages.find(({ id }) => id === 'log'), stages.find(({ id }) => id === 'sink')]
  const [logged, stored] = [log?.ratePerSecond ?? 0, sink?.ratePerSecond ?? 0]
  const backlog = sink?.figures.backlog ?? 0
  if (backlog > BEHIND_SECONDS * Math.max(LEAST_PER_SECOND, logged)) return 'behind'
  return logged === 0 && stored === 0 ? 'idle' : 'flowing'
}

function hindranceOf({ state, hindrance }: StageStatus): Fault | null {
  return state.state === 'retrying' ? state.fault : hindrance
}

function isNoRoom(fault: Fault | null): boolean {
  return fault?.code === 'disk-full' || fault?.code === 'log-full'
}
