import type { InstallPaths } from '@main/commands/install-paths'
import { withDependencies } from '@main/services/compose/start-order'
import type { Services } from '@main/services/services'
import { type Fault, FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceId } from '@shared/model/service'
import { print, printJson } from '../terminal'
import { printProgress, titlesOf } from './print-progress'
import { selectServices } from './select-services'
import { stateWords } from './state-words'
import { untilDown } from './take-down'
import { type ServicesOptions, withServices } from './with-services'

export interface BringUpOptions extends ServicesOptions {
  /** How long the services may take to become healthy, in ms. */
  readonly timeout: number
}

/**
 * `start` and `restart` start the services and their dependencies and return once all are healthy; the containers keep running after
 * the command. `wait` only waits until the services are healthy.
 */
export async function bringUp(
  paths: InstallPaths,
  action: 'start' | 'restart' | 'wait',
  names: readonly string[],
  options: BringUpOptions,
  signal: AbortSignal,
): Promise<void> {
  await withServices(paths, { ...options, passive: action === 'wait' }, signal, async (services) => {
    const ids = selectServices(services, names)
    const concerned = action === 'wait' ? ids : withDependencies(services.stack.value.services, ids)
    const end = new AbortController()
    const over = AbortSignal.any([signal, end.signal])
    const printing = printProgress(services, concerned, over)
    const { times, done, seconds } = followTimes(services, concerned, over)
    try {
      const fault = await faultOf(() => act(services, action, ids, options, over))
      const took = seconds()
      if (options.json) printJson({ ...summaryOf(services, concerned, times), seconds: took, fault })
      else if (!fault) print(`Healthy after ${took.toFixed(1)} s: ${concerned.join(', ')}.`)
      if (fault) throw new FaultError(fault)
    } finally {
      end.abort()
      await Promise.all([printing, done])
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

/** Resolves once all are healthy, even if none is running yet: another program may be about to start them. */
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

/** Seconds are counted from the start of the command; `order` is the order in which the services became healthy. */
function summaryOf(
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

/** Seconds from the start of the command; null if it has not happened. */
export interface ServiceTimes {
  /** Also null if the service was already running. */
  readonly started: number | null
  readonly healthy: number | null
}

const UP = ['starting', 'healthy', 'unhealthy', 'restarting']

/** Notes when services start and become healthy, until the signal aborts. */
export function followTimes(services: Services, ids: readonly ServiceId[], signal: AbortSignal) {
  const from = performance.now()
  const times = new Map<ServiceId, ServiceTimes>()
  const ran = new Set<ServiceId>()
  for (const { service, state } of services.feed.value.services) if (UP.includes(state.state)) ran.add(service.id)
  const follow = async () => {
    for await (const status of services.feed.follow(signal)) {
      const now = Math.round((performance.now() - from) / 10) / 100
      for (const { service, state } of status.services) {
        const { id } = service
        if (!ids.includes(id)) continue
        const { started, healthy } = times.get(id) ?? { started: null, healthy: null }
        times.set(id, {
          started: started ?? (UP.includes(state.state) && !ran.has(id) ? now : null),
          healthy: healthy ?? (state.state === 'healthy' ? now : null),
        })
      }
    }
  }
  return { times, done: follow(), seconds: () => Math.round((performance.now() - from) / 10) / 100 }
}

/** Rejects with `services-late`, which has each service's state, when the work takes longer. */
export async function inTime(
  services: Services,
  ids: readonly ServiceId[],
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const limit = AbortSignal.timeout(ms)
  try {
    await work(AbortSignal.any([signal, limit]))
  } catch (thrown) {
    if (thrown !== limit.reason || signal.aborted) throw thrown
    const { value } = services.feed
    const late = value.services.filter(({ service, state }) => ids.includes(service.id) && state.state !== 'healthy')
    const states = late.map(({ service, state }) => `${service.title}: ${stateWords(state, titlesOf(value))}`)
    throw new FaultError({ code: 'services-late', seconds: ms / 1_000, services: states })
  }
}
