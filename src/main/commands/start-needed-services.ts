import type { Session } from '@main/composition/session'
import { backendInUse } from '@shared/model/app'
import type { ServiceId, ServicesStatus } from '@shared/model/service'
import { printError } from './terminal'

/** The exit code that shells expect after an interrupt. */
export const INTERRUPTED = 130

/**
 * Starts the services that the pipeline needs. Resolves with true once they are healthy, with false when interrupted, and at once for a
 * backend without services. Throws what `whenHealthy` throws, and `copy-unfinished` before anything is started.
 */
export async function startNeededServices(
  { services, neededServices, copies, info }: Session,
  signal: AbortSignal,
): Promise<boolean> {
  copies.refuse(backendInUse(info))
  const needed = neededServices()
  if (needed.length === 0) return true
  services.start(needed)
  const end = new AbortController()
  const printing = printProgress(services.feed.follow(AbortSignal.any([signal, end.signal])))
  try {
    await services.whenHealthy(needed, signal)
    return true
  } catch (thrown) {
    if (!signal.aborted) throw thrown
    process.exitCode = INTERRUPTED
    return false
  } finally {
    end.abort()
    await printing
  }
}

/** Prints a line for each new state of a service. */
async function printProgress(statuses: AsyncIterable<ServicesStatus>): Promise<void> {
  const printed = new Map<ServiceId, string>()
  for await (const { services } of statuses) {
    for (const { service, wanted, state } of services) {
      if (!wanted || printed.get(service.id) === state.state) continue
      printed.set(service.id, state.state)
      printError(
        state.state === 'waiting'
          ? `${service.title} is waiting for ${state.for}.`
          : `${service.title} is ${state.state}.`,
      )
    }
  }
}
