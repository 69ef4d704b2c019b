import type { Clock } from '@main/ports/clock'
import type { ServiceLogs } from '@main/ports/service-logs'
import { createFeed, type Feed } from '@main/signals/feed'
import type { ServicesUsage } from '@shared/model/service'
import { collectLogs } from './logs/collect-logs'
import { sampleUsage } from './sample-usage'
import type { Services } from './services'

/** The services with their output kept and their usage sampled: only one process per data directory does this. */
export interface WatchedServices extends Services {
  readonly logs: ServiceLogs
  readonly usage: Feed<ServicesUsage>
}

export interface WatchServicesOptions {
  /** Owned from here on: closed at the end of `run`. */
  readonly logs: ServiceLogs
  readonly clock: Clock
  readonly log: (line: string) => void
}

export function watchServices(services: Services, options: WatchServicesOptions): WatchedServices {
  const usage = createFeed<ServicesUsage>({})
  const { containers, observed, secrets } = services
  return {
    ...services,
    logs: options.logs,
    usage,
    async run(signal) {
      try {
        await Promise.all([
          services.run(signal),
          collectLogs(observed, { ...options, containers, secrets }, signal),
          sampleUsage(observed, usage, { ...options, containers }, signal),
        ])
      } finally {
        await options.logs.close()
      }
    },
  }
}
