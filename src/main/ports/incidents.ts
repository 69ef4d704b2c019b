import type { DatasetName } from '@shared/model/dataset'
import type { Distinct } from '@shared/model/distinct'
import type { Incident, IncidentId, IncidentWindow } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'
import type { Channel, NewMessage } from './outbox'

/** An incident and what it was made from. */
export interface IncidentRecord {
  readonly incident: Incident
  /** Its windows, oldest first. Of a very long one the newest alone; `settled` sums up those before. */
  readonly history: readonly IncidentWindow[]
  readonly settled: IncidentSum | null
  /** Who was touched, over all its windows; null where the dataset has no such role. */
  readonly users: Distinct | null
  readonly sessions: Distinct | null
}

/** What windows of an incident come to together. */
export type IncidentSum = Pick<
  Incident,
  'types' | 'began' | 'last' | 'windows' | 'since' | 'peak' | 'measures' | 'errorCodes'
> & { readonly events: number }

/** To whom an incident's opening was told, or is on its way to. */
export type Told = (id: IncidentId) => readonly Channel[]

/** New and changed records, and what is to be told of them. */
export interface Decision {
  readonly records: readonly IncidentRecord[]
  readonly messages: readonly NewMessage[]
}

/** All incidents of a backend. Durable. */
export interface IncidentStore {
  /**
   * Shows `decide` the dataset's incidents that have not ended and those that come within `reachMs` of the window, and keeps what
   * it returns, all in one transaction.
   */
  changeAround(
    place: { readonly dataset: DatasetName; readonly start: WindowStart; readonly reachMs: number },
    decide: (known: readonly IncidentRecord[], told: Told) => Decision,
  ): Promise<void>
  /** The same for one incident. Returns null when there is none. */
  change(id: IncidentId, decide: (known: IncidentRecord, told: Told) => Decision): Promise<IncidentRecord | null>
  get(id: IncidentId): Promise<IncidentRecord | null>
  /** Newest first by their first window; those after `before` in that order. */
  list(query: {
    readonly dataset?: DatasetName | undefined
    readonly before?: IncidentId | undefined
    readonly limit: number
  }): Promise<Incident[]>
  /** Those that have not ended, newest first. */
  open(): Promise<Incident[]>
  close(): Promise<void>
}
