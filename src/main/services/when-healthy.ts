import type { Clock } from '@main/ports/clock'
import type { Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import type { ServiceId, ServiceStatus, ServicesStatus } from '@shared/model/service'
import { withDependencies } from './compose/start-order'
import { isDone, untilSteady } from './until-steady'

/** A busy machine starts services slowly; one that is still unhealthy after this long probably stays so. */
const UNHEALTHY_MS = 30_000

/**
 * Resolves once all of these services do their work: they are healthy, or have exited successfully if that is their whole job. Throws the
 * fault as soon as one of them, or one of their dependencies, cannot start without help: `service-died`, `image-missing` and similar,
 * `service-unhealthy`, `service-away` when it is not wanted, `engine-*`. On abort rejects with the signal's reason.
 */
export async function whenHealthy(
  feed: Feed<ServicesStatus>,
  ids: readonly ServiceId[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController()
  const over = AbortSignal.any([signal, end.signal])
  const unhealthy = new Map<ServiceId, Promise<void>>()
  const stays = Promise.withResolvers<never>()
  const asked = () => feed.value.services.filter(({ service }) => ids.includes(service.id))
  const steadiness = untilSteady(asked, clock, over)
  /** Gives an unhealthy service some time to recover. */
  const watch = async (id: ServiceId) => {
    await clock.sleep(UNHEALTHY_MS, over)
    unhealthy.delete(id)
    const { service, state } = feed.value.services.find((status) => status.service.id === id) ?? {}
    if (over.aborted || !service || state?.state !== 'unhealthy') return
    stays.reject(new FaultError({ code: 'service-unhealthy', service: service.title, output: state.output }))
  }
  const follow = async () => {
    for await (const status of feed.follow(over)) {
      if (status.engine.state === 'away') throw new FaultError(status.engine.fault)
      if (status.engine.state === 'looking') continue
      const concerned = concernedBy(status, ids)
      for (const one of concerned) {
        check(one)
        const { id } = one.service
        if (one.state.state === 'unhealthy' && !unhealthy.has(id)) unhealthy.set(id, watch(id))
      }
      steadiness.update()
    }
    if (signal.aborted) throw signal.reason
  }
  const following = follow()
  try {
    await Promise.race([following, stays.promise, steadiness.steady])
  } finally {
    end.abort()
    await Promise.all([following.catch(() => undefined), steadiness.ended(), ...unhealthy.values()])
  }
}

function concernedBy({ services }: ServicesStatus, ids: readonly ServiceId[]): ServiceStatus[] {
  const all = services.map(({ service }) => ({ id: service.id, dependsOn: service.dependsOn }))
  const needed = withDependencies(all, ids)
  return services.filter(({ service }) => needed.includes(service.id))
}

function check({ service, state, wanted }: ServiceStatus): void {
  if (state.state === 'failed') throw new FaultError(state.fault)
  const ended = state.state === 'stopped' && state.exitCode !== 0
  if (wanted ? ended : !isDone({ state })) {
    const reason = ended ? `it ended with code ${state.exitCode}` : 'it was stopped'
    throw new FaultError({ code: 'service-away', service: service.title, reason })
  }
}
