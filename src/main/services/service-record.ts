import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import { backoff } from '@shared/lib/backoff'
import type { Fault } from '@shared/model/fault'

/** A service that stays healthy this long has recovered: its next death counts as the first. */
const WELL_MS = 30_000
/**
 * The pause before a restart, by the number of deaths. The first pause gives the engine time to report that the death was a requested stop.
 */
const BACKOFF_MS = [1_000, 1_000, 2_000, 4_000, 8_000] as const
/** After this many deaths without recovery, the service is not restarted until the user asks for it. */
export const DEATHS_TO_GIVE_UP = 5

/** How a container ended. */
export interface Ending {
  readonly exitCode: number | null
  readonly outOfMemory: boolean
}

/** What the supervisor remembers about a service between two observations. */
export interface ServiceRecord {
  /** Epoch ms; the other times come from the monotonic clock. */
  readonly askedAt: number
  /** Deaths since the last recovery. */
  readonly deaths: number
  readonly lastEnding: Ending | null
  /** When it was last seen to become healthy; null while it is not healthy. */
  readonly healthySince: number | null
  /** It does not start before this time. */
  readonly notBefore: number
  /** Why it is not started; until the user asks for it again, or until `retryAt`. */
  readonly fault: Fault | null
  readonly retryAt: number | null
  /** Automatic restarts since the user last started it. */
  readonly restarts: number
  /** It has run since it was last requested: an exit may be its normal end. */
  readonly hasRun: boolean
  /** It must be stopped once, so that it starts again. */
  readonly renew: boolean
  /** Found running: its container stays as it is until the user asks for the service, even if the compose file has changed. */
  readonly asFound: boolean
}

export const NO_RECORD: ServiceRecord = {
  askedAt: 0,
  deaths: 0,
  lastEnding: null,
  healthySince: null,
  notBefore: 0,
  fault: null,
  retryAt: null,
  restarts: 0,
  hasRun: false,
  renew: false,
  asFound: false,
}

/** It ended without a request. This does not count while one of its dependencies was missing. */
export function afterDeath(record: ServiceRecord, ending: Ending, now: number, blameless: boolean): ServiceRecord {
  const wasWell = record.healthySince !== null && now - record.healthySince >= WELL_MS
  const before = wasWell || blameless ? 0 : record.deaths
  const pause = backoff(before + 1, BACKOFF_MS)
  return {
    ...record,
    deaths: before + 1,
    lastEnding: ending,
    healthySince: null,
    notBefore: now + pause,
    restarts: record.restarts + 1,
  }
}

/** Updates the record with the observed health. */
export function afterObservation(record: ServiceRecord, healthy: boolean, up: boolean, now: number): ServiceRecord {
  const healthySince = healthy ? (record.healthySince ?? now) : null
  // It was stopped on purpose, to start again.
  const renewed = record.renew && !up
  const hasRun = !renewed && (record.hasRun || up)
  // It runs, so its fault is over, no matter who started it. Deaths are forgotten only once it is healthy for long enough.
  const fault = healthy && record.fault?.code !== 'service-died' ? null : record.fault
  return { ...record, healthySince, hasRun, renew: record.renew && up, fault, retryAt: fault ? record.retryAt : null }
}

/** Whether to start a container that does not run: if it has already run, the compose file's `restart` decides. */
export function isToRunAgain({ restart }: ContainerSpec, record: ServiceRecord, container: ObservedContainer): boolean {
  if (!record.hasRun || container.state === 'created') return true
  if (restart === 'no') return false
  return restart !== 'on-failure' || container.exitCode !== 0
}
