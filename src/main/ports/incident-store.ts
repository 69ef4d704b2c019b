import type { Alarm, ListedIncident } from '@shared/model/alarm'
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

export interface AlarmRecord {
  readonly incident: Alarm
}

export type KeptRecord = IncidentRecord | AlarmRecord

/** The totals over windows of an incident. */
export type IncidentSummary = Pick<
  Incident,
  'types' | 'began' | 'last' | 'windows' | 'since' | 'peak' | 'measures' | 'errorCodes'
> & { readonly events: number }

/** The channels that were notified that an incident began, or will be. */
export type NotifiedChannels = (id: IncidentId) => readonly Channel[]

/** New and changed records, and the notifications to send for them. */
export interface Decision {
  readonly records: readonly KeptRecord[]
  readonly messages: readonly NewMessage[]
}

/** All incidents and alarms of a backend. Durable. */
export interface IncidentStore {
  /**
   * Calls `decide` with the dataset's incidents, no alarms, that have not ended and those within `reachMs` of the window, and saves what it returns,
   * all in one transaction.
   */
  changeAround(
    place: { readonly dataset: DatasetName; readonly start: WindowStart; readonly reachMs: number },
    decide: (known: readonly IncidentRecord[], notified: NotifiedChannels) => Decision,
  ): Promise<void>
  /** The same with the alarms that have not ended, newest first. */
  changeAlarms(decide: (open: readonly Alarm[], notified: NotifiedChannels) => Decision): Promise<void>
  /** The same for one incident or alarm. Returns null when there is none. */
  change(
    id: IncidentId,
    decide: (known: KeptRecord, notified: NotifiedChannels) => Decision,
  ): Promise<KeptRecord | null>
  get(id: IncidentId): Promise<KeptRecord | null>
  /** Newest first by beginning, continuing after `before`; of one dataset, or all. */
  list(query: {
    readonly dataset?: DatasetName | undefined
    readonly before?: IncidentId | undefined
    readonly limit: number
  }): Promise<ListedIncident[]>
  /** What has not ended, newest first. */
  open(): Promise<ListedIncident[]>
  close(): Promise<void>
}
