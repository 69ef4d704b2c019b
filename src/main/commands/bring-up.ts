import type { Session } from '@main/composition/session'
import type { ServiceId, ServicesStatus } from '@shared/model/service'
import { printError } from './terminal'

/** What a shell expects of a command that was ended from outside. */
export const INTERRUPTED = 130

/**
 * Starts the services that the pipeline stands on and resolves with true once they are healthy, or with false when it was interrupted.
 * A backend without services has nothing to wait for. Throws as `whenHealthy` does.
 */
export async function bringUp({ services, neededServices }: Session, signal: AbortSignal): Promise<boolean> {
  const needed = neededServices()
  if (needed.length === 0) return true
  services.start(needed)
  const told = new AbortController()
  const telling = tellProgress(services.feed.follow(AbortSignal.any([signal, told.signal])))
  try {
    await services.whenHealthy(needed, signal)
    return true
  } catch (thrown) {
    if (!signal.aborted) throw thrown
    process.exitCode = INTERRUPTED
    return false
  } finally {
    told.abort()
    await telling
  }
}

/** One line for each step of each service. */
async function tellProgress(statuses: AsyncIterable<ServicesStatus>): Promise<void> {
  const told = new Map<ServiceId, string>()
  for await (const { services } of statuses) {
    for (const { service, wanted, state } of services) {
      if (!wanted || told.get(service.id) === state.state) continue
      told.set(service.id, state.state)
      printError(
        state.state === 'waiting'
          ? `${service.title} is waiting for ${state.for}.`
          : `${service.title} is ${state.state}.`,
      )
    }
  }
}
