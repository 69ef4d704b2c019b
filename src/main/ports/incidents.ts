import type { DatasetName } from '@shared/model/dataset'
import type { Distinct } from '@shared/model/distinct-count'
import type { Incident, IncidentId, IncidentWindow } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'
import type { Channel, NewMessage } from './outbox'

/** An incident and the data it consists of. */
export interface IncidentRecord {
  readonly incident: Incident
  /** Its windows, oldest first. For a very long incident only the newest; `settled` sums up the earlier ones. */
  readonly history: readonly IncidentWindow[]
  readonly settled: IncidentSummary | null
  /** The affected users and sessions, over all its windows; null when the dataset has no such role. */
  readonly users: Distinct | null
  readonly sessions: Distinct | null
}

/** The totals over windows of an incident. */
export type IncidentSummary = Pick<
  Incident,
  'types' | 'began' | 'last' | 'windows' | 'since' | 'peak' | 'measures' | 'errorCodes'
> & { readonly events: number }

/** The channels that were notified that an incident began, or will be. */
export type NotifiedChannels = (id: IncidentId) => readonly Channel[]

/** New and changed records, and the notifications to send for them. */
export interface Decision {
  readonly records: readonly IncidentRecord[]
  readonly messages: readonly NewMessage[]
}

/** All incidents of a backend. Durable. */
export interface IncidentStore {
  /**
   * Calls `decide` with the dataset's incidents that have not ended and those within `reachMs` of the window, and saves what it returns,
   * all in one transaction.
   */
  changeAround(
    place: { readonly dataset: DatasetName; readonly start: WindowStart; readonly reachMs: number },
    decide: (known: readonly IncidentRecord[], notified: NotifiedChannels) => Decision,
  ): Promise<void>
  /** The same for one incident. Returns null when there is none. */
  change(
    id: IncidentId,
    decide: (known: IncidentRecord, notified: NotifiedChannels) => Decision,
  ): Promise<IncidentRecord | null>
  get(id: IncidentId): Promise<IncidentRecord | null>
  /** Newest first by first window, continuing after `before`. */
  list(query: {
    readonly dataset?: DatasetName | undefined
    readonly before?: IncidentId | undefined
    readonly limit: number
  }): Promise<Incident[]>
  /** Incidents that have not ended, newest first. */
  open(): Promise<Incident[]>
  close(): Promise<void>
}
