import type { Clock } from '@main/ports/clock'
import type { ServiceId, ServiceStatus } from '@shared/model/service'

/** Without a health check a container counts as healthy as soon as it runs; this time excludes containers that die immediately. */
const STEADY_MS = 2_000

/** Whether finished services stay so for a moment. */
export interface Steadiness {
  /** Resolves once they have. */
  readonly steady: Promise<void>
  /** The states have changed. */
  update(): void
  /** Resolves after the signal aborts. */
  ended(): Promise<void>
}

export function untilSteady(services: () => readonly ServiceStatus[], clock: Clock, signal: AbortSignal): Steadiness {
  const steady = Promise.withResolvers<void>()
  /** When each service became healthy, by the monotonic clock. */
  const seen = new Map<ServiceId, { since: number; at: number }>()
  let waiting: Promise<void> | null = null
  /** The engine's clock says how long it has been healthy; if that clock is ahead, it counts from now. */
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
      if (left <= 0) return steady.resolve()
      await clock.sleep(left, signal)
    }
    waiting = null
  }
  return {
    steady: steady.promise,
    update() {
      if (services().every(isDone)) waiting ??= wait()
    },
    ended: async () => void (await waiting),
  }
}

/** Healthy, or exited successfully if that is its whole job. */
export function isDone({ state }: Pick<ServiceStatus, 'state'>): boolean {
  return state.state === 'healthy' || (state.state === 'stopped' && state.exitCode === 0)
}
