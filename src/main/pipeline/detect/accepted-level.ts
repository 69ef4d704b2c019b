import type { Measure } from '@shared/model/anomaly'
import type { IncidentId } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'

/** A level that a person has accepted as the new normal. */
export interface AcceptedLevel {
  readonly incident: IncidentId
  /** Null: all types together, and each in which it was seen. */
  readonly type: string | null
  readonly types: readonly string[]
  readonly measures: readonly Measure[]
  /** The last window of the incident: from the next one on the level is normal. */
  readonly through: WindowStart
}
