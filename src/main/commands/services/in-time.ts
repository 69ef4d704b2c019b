import type { Services } from '@main/services/services'
import { FaultError } from '@shared/model/fault'
import type { ServiceId } from '@shared/model/service'
import { stateWords } from './state-words'
import { titlesOf } from './tell-progress'

/** Rejects with `services-late`, which says how each stands, when the work takes longer. */
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
    const standing = late.map(({ service, state }) => `${service.title}: ${stateWords(state, titlesOf(value))}`)
    throw new FaultError({ code: 'services-late', seconds: ms / 1_000, services: standing })
  }
}
