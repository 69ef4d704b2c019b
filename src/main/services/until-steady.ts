import type { Clock } from '@main/ports/clock'
import type { ServiceId, ServiceStatus } from '@shared/model/service'

/** Without a health check a container is healthy as soon as it runs: one that dies at once is not to pass for well. */
const STEADY_MS = 2_000

/** Whether services that are done stay so for a moment. */
export interface Steadiness {
  /** Resolves once they have. */
  readonly settled: Promise<void>
  /** Their states are others now. */
  look(): void
  /** Resolves after the signal's abort. */
  ended(): Promise<void>
}

export function untilSteady(services: () => readonly ServiceStatus[], clock: Clock, signal: AbortSignal): Steadiness {
  const settled = Promise.withResolvers<void>()
  /** When each came to be healthy, by the clock that nobody sets. */
  const seen = new Map<ServiceId, { since: number; at: number }>()
  let waiting: Promise<void> | null = null
  /** The engine's clock says how long it has been healthy; where that one is ahead, it has just become so. */
  const steadyAt = ({ service, state }: ServiceStatus): number => {
    if (state.state !== 'healthy') return Number.NEGATIVE_INFINITY
    const { since } = state
    const before = seen.get(service.id)
    const { at } = before?.since === since ? before : { at: clock.elapsed() - Math.max(0, clock.now() - since) }
    seen.set(service.id, { since, at })
    return at + STEADY_MS
  }
  const wait = async () => {
    while (services().every(isDone) && !signal.aborted) {
      const left = Math.max(...services().map(steadyAt)) - clock.elapsed()
      if (left <= 0) return settled.resolve()
      await clock.sleep(left, signal)
    }
    waiting = null
  }
  return {
    settled: settled.promise,
    look() {
      if (services().every(isDone)) waiting ??= wait()
    },
    ended: async () => void (await waiting),
  }
}

/** Healthy, or ended well where that is all it has to do. */
export function isDone({ state }: Pick<ServiceStatus, 'state'>): boolean {
  return state.state === 'healthy' || (state.state === 'stopped' && state.exitCode === 0)
}
