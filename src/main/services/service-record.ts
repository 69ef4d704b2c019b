import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import { backoff } from '@shared/lib/backoff'
import type { Fault } from '@shared/model/fault'

/** A service that stayed healthy for this long is well: its next death is a first one. */
const WELL_MS = 30_000
/**
 * Before it is started again, by how often it died. The first pause leaves the engine the time to say that it was no death but
 * a stop that somebody asked for.
 */
const BACKOFF_MS = [1_000, 1_000, 2_000, 4_000, 8_000] as const
/** So many deaths without being well in between, and it is not brought up any more until somebody asks. */
export const DEATHS_TO_GIVE_UP = 5

/** How a container ended. */
export interface Ending {
  readonly exitCode: number | null
  readonly outOfMemory: boolean
}

/** What is remembered of a service from one look at the engine to the next. */
export interface ServiceRecord {
  /** Epoch ms; the other times are by the clock that nobody sets. */
  readonly askedAt: number
  /** Since it was last well. */
  readonly deaths: number
  readonly lastEnding: Ending | null
  /** When it was last seen to become healthy; null while it is not. */
  readonly healthySince: number | null
  /** It is not started before. */
  readonly notBefore: number
  /** Why it is not brought up; until somebody asks for it again, or until `retryAt`. */
  readonly fault: Fault | null
  readonly retryAt: number | null
  /** Brought up again since it was last started by hand. */
  readonly restarts: number
  /** It has run since it was last asked for: ending by itself may be how it is meant to end. */
  readonly hasRun: boolean
  /** It is to be stopped once, so that it starts again. */
  readonly renew: boolean
  /** Taken over as it was found: it stays as it was made until somebody asks for it, whatever the compose file says by now. */
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

/** It ended though nobody asked. While what it depends on was not there, that is not held against it. */
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

/** What was seen of its health just now. */
export function afterLook(record: ServiceRecord, healthy: boolean, up: boolean, now: number): ServiceRecord {
  const healthySince = healthy ? (record.healthySince ?? now) : null
  // It was stopped to start afresh.
  const renewed = record.renew && !up
  const hasRun = !renewed && (record.hasRun || up)
  // Whoever brought it up: it runs, so what kept it from running is over. A death is over only when it is well.
  const fault = healthy && record.fault?.code !== 'service-died' ? null : record.fault
  return { ...record, healthySince, hasRun, renew: record.renew && up, fault, retryAt: fault ? record.retryAt : null }
}

/** Whether a container that does not run is to be started, by the compose file's `restart` if it has run. */
export function isToRunAgain({ restart }: ContainerSpec, record: ServiceRecord, container: ObservedContainer): boolean {
  if (!record.hasRun || container.state === 'created') return true
  if (restart === 'no') return false
  return restart !== 'on-failure' || container.exitCode !== 0
}
