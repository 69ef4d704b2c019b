import type { Clock } from '@main/ports/clock'
import type { Containers, ContainerUsage, ObservedContainer } from '@main/ports/containers'
import type { Feed } from '@main/signals/feed'
import {
  type ServiceId,
  type ServicesUsage,
  USAGE_SECONDS,
  USAGE_STEP_SECONDS,
  type UsageSample,
} from '@shared/model/service'

export interface UsageSamplerOptions {
  readonly containers: Pick<Containers, 'usage'>
  readonly clock: Clock
}

/** The samples of a running container since the last step, and the last sample before that. */
interface Watched {
  readonly service: ServiceId
  before: ContainerUsage | null
  since: ContainerUsage[]
}

/**
 * Publishes the usage of the services: one sample of each running service every five seconds, for the last five minutes. A service that
 * does not run has no samples for that time. Resolves when the signal aborts.
 */
export async function sampleUsage(
  observed: Feed<readonly ObservedContainer[]>,
  usage: Feed<ServicesUsage>,
  { containers, clock }: UsageSamplerOptions,
  signal: AbortSignal,
): Promise<void> {
  const watched = new Map<string, Watched>()
  const watching = new Set<Promise<void>>()

  const watch = async (id: string, each: Watched) => {
    try {
      for await (const sample of containers.usage(id, signal)) each.since.push(sample)
    } catch {
      // The engine is away or the container is gone. If the container is there at the next step, it is sampled again.
    } finally {
      watched.delete(id)
    }
  }
  const watchAll = () => {
    for (const { id, service, state } of observed.value) {
      if (state !== 'running' || watched.has(id)) continue
      const each: Watched = { service, before: null, since: [] }
      watched.set(id, each)
      const done = watch(id, each).finally(() => watching.delete(done))
      watching.add(done)
    }
  }
  const step = () => {
    const oldest = clock.now() - USAGE_SECONDS * 1_000
    const next: ServicesUsage = {}
    for (const [service, samples] of Object.entries(usage.value)) {
      const recent = samples.filter(({ at }) => at > oldest)
      if (recent.length > 0) next[service] = recent
    }
    for (const each of watched.values()) {
      const sample = sampleOf(each, clock.now())
      if (sample) next[each.service] = [...(next[each.service] ?? []), sample]
    }
    if (Object.keys(next).length > 0 || Object.keys(usage.value).length > 0) usage.publish(next)
  }
  while (!signal.aborted) {
    watchAll()
    await clock.sleep(USAGE_STEP_SECONDS * 1_000, signal)
    if (!signal.aborted) step()
  }
  await Promise.all(watching)
}

/** Null without new samples. Removes the samples it used. */
function sampleOf(each: Watched, now: number): UsageSample | null {
  const { since, before } = each
  const last = since.at(-1)
  if (!last) return null
  const first = before ?? since[0] ?? last
  each.before = last
  each.since = []
  const seconds = (last.at - first.at) / 1_000
  const rate = (bytes: number) => (seconds > 0 ? Math.max(0, Math.round(bytes / seconds)) : 0)
  return {
    at: now,
    cpuPercent: Math.round((since.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0) / since.length) * 10) / 10,
    memoryBytes: last.memoryBytes,
    receivedPerSecond: rate(last.receivedBytes - first.receivedBytes),
    sentPerSecond: rate(last.sentBytes - first.sentBytes),
  }
}
