import type { LoadSample } from '@shared/model/scale-plan'
import type { ServicesUsage } from '@shared/model/service'
import type { Clock } from '../ports/clock'
import { createFeed, type Feed } from '../signals/feed'

const EVERY_MS = 10_000
/** An hour of them. */
const MOST = 360

export interface LoadSamples {
  /** Oldest first. */
  readonly feed: Feed<readonly LoadSample[]>
  run(signal: AbortSignal): Promise<void>
}

interface LoadSources {
  /** Of Millrace's own processes. */
  readonly usage: () => Promise<{ cpuPercent: number; memoryBytes: number }>
  /** Of the containers; empty when there are none. */
  readonly services: () => ServicesUsage
  /** Events stored per second, and whether every stage runs. */
  readonly flow: () => { readonly eventsPerSecond: number; readonly steady: boolean }
  readonly clock: Clock
}

/** Notes what the pipeline costs while it flows steadily. Starts, pauses and catching up would say more or less than events cost. */
export function sampleLoad({ usage, services, flow, clock }: LoadSources): LoadSamples {
  const feed = createFeed<readonly LoadSample[]>([])
  return {
    feed,
    async run(signal) {
      let steadyBefore = false
      while (!signal.aborted) {
        await clock.sleep(EVERY_MS, signal)
        // Reading it begins the next interval, also when this one is not used.
        const own = await usage()
        const { eventsPerSecond, steady } = flow()
        if (steady && steadyBefore && eventsPerSecond > 0 && !signal.aborted) {
          const containers = Object.values(services()).flatMap((samples) => samples.at(-1) ?? [])
          const sum = (of: 'cpuPercent' | 'memoryBytes') =>
            containers.reduce((total, container) => total + container[of], own[of])
          const sample = { eventsPerSecond, cpuPercent: sum('cpuPercent'), memoryBytes: sum('memoryBytes') }
          feed.publish([...feed.value, sample].slice(-MOST))
        }
        steadyBefore = steady
      }
    },
  }
}
