import type { Services } from '@main/services/services'
import type { ServiceId, ServicesStatus } from '@shared/model/service'
import { printError } from '../terminal'
import { stateWords } from './state-words'

/** A pull's progress changes constantly: print it no more often than this. */
const SAME_STATE_MS = 2_000

/** Prints each service's progress to standard error until the signal aborts. */
export async function printProgress(services: Services, ids: readonly ServiceId[], signal: AbortSignal): Promise<void> {
  const printed = new Map<ServiceId, { state: string; words: string; at: number }>()
  for await (const status of services.feed.follow(signal)) {
    const now = performance.now()
    for (const { service, state } of status.services) {
      if (!ids.includes(service.id)) continue
      const words = stateWords(state, titlesOf(status))
      const before = printed.get(service.id)
      const isNews = before?.state !== state.state || (before.words !== words && now - before.at >= SAME_STATE_MS)
      if (!isNews || state.state === 'failed') continue
      printed.set(service.id, { state: state.state, words, at: now })
      printError(`${service.title}: ${words}`)
    }
  }
}

export function titlesOf({ services }: ServicesStatus): (id: ServiceId) => string {
  return (id) => services.find(({ service }) => service.id === id)?.service.title ?? id
}
