import type { ObservedContainer } from '@main/ports/containers'
import type { EngineStatus, ServiceId } from '@shared/model/service'
import { NO_RECORD, type ServiceRecord } from './service-record'
import type { ImageWork } from './service-state'
import type { Change, WantedState } from './services-snapshot'

/** The supervisor's state; only the supervisor changes it. */
export interface SupervisorState {
  engine: EngineStatus
  readonly wanted: Map<ServiceId, WantedState>
  readonly records: Map<ServiceId, ServiceRecord>
  /** As of the last observation of the engine. */
  readonly observed: Map<ServiceId, ObservedContainer>
  readonly images: Map<string, 'there' | 'missing'>
  readonly imageWork: Map<string, ImageWork>
  /** The changes in progress for services and images. */
  readonly busy: Map<string, Change['do']>
  /** Services whose volumes were removed for a wanted state that is not reached yet. */
  readonly dataRemoved: Set<ServiceId>
  /** Containers that this process stops, removes or starts: the engine's events about them are expected. */
  readonly expected: { readonly stops: Set<string>; readonly removals: Set<string>; readonly starts: Set<string> }
  /** Containers that this process started and that have not ended since. */
  readonly revived: Set<string>
  /** Containers that others stopped and that were not observed since. */
  readonly stopped: Map<string, ServiceId>
}

export function createSupervisorState(): SupervisorState {
  return {
    engine: { state: 'looking' },
    wanted: new Map(),
    records: new Map(),
    observed: new Map(),
    images: new Map(),
    imageWork: new Map(),
    busy: new Map(),
    dataRemoved: new Set(),
    expected: { stops: new Set(), removals: new Set(), starts: new Set() },
    revived: new Set(),
    stopped: new Map(),
  }
}

export function recordOf({ records }: Pick<SupervisorState, 'records'>, id: ServiceId): ServiceRecord {
  return records.get(id) ?? NO_RECORD
}

export function changeRecord(memory: SupervisorState, id: ServiceId, part: Partial<ServiceRecord>): void {
  memory.records.set(id, { ...recordOf(memory, id), ...part })
}

/** The service has no wanted state any more; its record belonged to that state. */
export function forgetWanted(memory: SupervisorState, id: ServiceId): void {
  memory.wanted.delete(id)
  memory.records.delete(id)
  memory.dataRemoved.delete(id)
}
