import type { Measure } from '@shared/model/anomaly'
import type { IncidentId } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'

/** A level that the user has accepted as the new normal. */
export interface AcceptedLevel {
  readonly incident: IncidentId
  /** Null: all types together, and each type that showed it. */
  readonly type: string | null
  readonly types: readonly string[]
  readonly measures: readonly Measure[]
  /** The last window of the incident: the level is normal from the next window on. */
  readonly through: WindowStart
}
