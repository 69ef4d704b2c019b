import type { ObservedContainer } from '@main/ports/containers'
import type { EngineStatus, ServiceId } from '@shared/model/service'
import { NO_RECORD, type ServiceRecord } from './service-record'
import type { ImageWork } from './service-state'
import type { Change, Wish } from './situation'

/** All that the supervisor knows, and it alone changes. */
export interface SupervisorState {
  engine: EngineStatus
  readonly wishes: Map<ServiceId, Wish>
  readonly records: Map<ServiceId, ServiceRecord>
  /** As of the last look at the engine. */
  readonly observed: Map<ServiceId, ObservedContainer>
  readonly images: Map<string, 'there' | 'missing'>
  readonly imageWork: Map<string, ImageWork>
  /** What is being done with services and images. */
  readonly busy: Map<string, Change['do']>
  /** Services whose volumes were removed on a wish that is not yet fulfilled. */
  readonly dataRemoved: Set<ServiceId>
  /** Containers that this process stops, removes or starts: what the engine tells about that is no news. */
  readonly own: { readonly stops: Set<string>; readonly removals: Set<string>; readonly starts: Set<string> }
  /** Containers that this process started and that have not ended since. */
  readonly revived: Set<string>
  /** Containers that somebody else stopped, not yet looked at. */
  readonly stopped: Map<string, ServiceId>
}

export function createSupervisorState(): SupervisorState {
  return {
    engine: { state: 'looking' },
    wishes: new Map(),
    records: new Map(),
    observed: new Map(),
    images: new Map(),
    imageWork: new Map(),
    busy: new Map(),
    dataRemoved: new Set(),
    own: { stops: new Set(), removals: new Set(), starts: new Set() },
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

/** Nobody wants anything of it any more; what was remembered belongs to the wish. */
export function forgetWish(memory: SupervisorState, id: ServiceId): void {
  memory.wishes.delete(id)
  memory.records.delete(id)
  memory.dataRemoved.delete(id)
}
