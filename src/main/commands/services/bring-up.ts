import type { InstallPaths } from '@main/commands/install-paths'
import { withDependencies } from '@main/services/compose/start-order'
import type { Services } from '@main/services/services'
import { type Fault, FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceId } from '@shared/model/service'
import { print, printJson } from '../terminal'
import { followTimes } from './follow-times'
import { idsOf } from './ids-of'
import { inTime } from './in-time'
import { untilDown } from './take-down'
import { tellProgress } from './tell-progress'
import { type ServicesOptions, withServices } from './with-services'

export interface BringUpOptions extends ServicesOptions {
  /** Milliseconds until they have to be healthy. */
  readonly timeout: number
}

/**
 * `start` and `restart` bring the services up, with what they depend on, and return once all are healthy; the containers go on
 * without the command. `wait` only waits until they are, whoever starts them.
 */
export async function bringUp(
  paths: InstallPaths,
  action: 'start' | 'restart' | 'wait',
  names: readonly string[],
  options: BringUpOptions,
  signal: AbortSignal,
): Promise<void> {
  await withServices(paths, { ...options, passive: action === 'wait' }, signal, async (services) => {
    const ids = idsOf(services, names)
    const concerned = action === 'wait' ? ids : withDependencies(services.stack.value.services, ids)
    const end = new AbortController()
    const over = AbortSignal.any([signal, end.signal])
    const telling = tellProgress(services, concerned, over)
    const { times, done, seconds } = followTimes(services, concerned, over)
    try {
      const fault = await faultOf(() => act(services, action, ids, options, over))
      const took = seconds()
      if (options.json) printJson({ ...outcomeOf(services, concerned, times), seconds: took, fault })
      else if (!fault) print(`Healthy after ${took.toFixed(1)} s: ${concerned.join(', ')}.`)
      if (fault) throw new FaultError(fault)
    } finally {
      end.abort()
      await Promise.all([telling, done])
    }
  })
}

async function act(
  services: Services,
  action: 'start' | 'restart' | 'wait',
  ids: readonly ServiceId[],
  { timeout }: BringUpOptions,
  signal: AbortSignal,
): Promise<void> {
  if (action === 'wait') return inTime(services, ids, timeout, signal, (within) => allHealthy(services, ids, within))
  if (action === 'restart') {
    services.stop(ids)
    await untilDown(services, ids, signal)
  }
  services.start(ids)
  await inTime(services, ids, timeout, signal, (within) => services.whenHealthy(ids, within))
}

/** Whatever they are at present: somebody may be about to start them. */
async function allHealthy({ feed }: Services, ids: readonly ServiceId[], signal: AbortSignal): Promise<void> {
  for await (const { services } of feed.follow(signal)) {
    const healthy = services.filter(({ state }) => state.state === 'healthy').map(({ service }) => service.id)
    if (ids.every((id) => healthy.includes(id))) return
  }
  throw signal.reason
}

async function faultOf(work: () => Promise<void>): Promise<Fault | null> {
  try {
    await work()
    return null
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault
    throw thrown
  }
}

/** Seconds are counted from the beginning of the command; `order` is that in which they became healthy. */
function outcomeOf(
  { project, feed }: Services,
  ids: readonly ServiceId[],
  times: ReturnType<typeof followTimes>['times'],
) {
  const { engine, services } = feed.value
  const healthyAt = (id: ServiceId) => times.get(id)?.healthy ?? null
  return {
    project,
    engine: engine.state === 'connected' ? `${engine.name} ${engine.version}` : null,
    services: services
      .filter(({ service }) => ids.includes(service.id))
      .map(({ service: { id, title }, state }) => ({
        service: id,
        title,
        state: state.state,
        started_s: times.get(id)?.started ?? null,
        healthy_s: healthyAt(id),
        ...(state.state === 'failed' ? { message: faultMessage(state.fault) } : {}),
      })),
    order: ids.filter((id) => healthyAt(id) !== null).sort((a, b) => (healthyAt(a) ?? 0) - (healthyAt(b) ?? 0)),
  }
}
