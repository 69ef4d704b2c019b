import type { Services } from '@main/services/services'
import type { ServiceId } from '@shared/model/service'

/** Seconds from the beginning; null while it has not happened. */
export interface ServiceTimes {
  /** Null too when it ran already. */
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
