import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ListedIncident, ListedIncidentDetail } from '../model/alarm'
import { BandSeries, Measure } from '../model/anomaly'
import { DatasetName } from '../model/dataset'
import { IncidentId } from '../model/incident'
import { WindowStart } from '../model/window'
import { base, page } from './base'

/** Incidents and alarms that have not ended, and past ones. */
export const incidents = {
  /** The incidents that have not ended, newest first; sent again whenever any incident changes or ends. */
  open: base.output(eventIterator(z.array(ListedIncident))),
  /** Newest first by beginning, starting with the incident after `before`. */
  list: base
    .input(
      z.object({
        dataset: DatasetName.optional(),
        before: IncidentId.optional(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(page(ListedIncident)),
  /** Throws `incident-unknown`. */
  get: base.input(z.object({ id: IncidentId })).output(ListedIncidentDetail),
  /** Acknowledges the incident; an acknowledged or ended one does not change. Throws `incident-unknown`. */
  acknowledge: base.input(z.object({ id: IncidentId })).output(ListedIncident),
  /**
   * Accepts the incident's level as the new normal: the incident ends, and the detector learns the level from the next window on. An
   * incident that has ended, or that belongs to a threshold, and an alarm, do not change. Throws `incident-unknown`.
   */
  accept: base.input(z.object({ id: IncidentId })).output(ListedIncident),
}

/** What the detector expected of each window. */
export const detection = {
  /**
   * One series per type over the newest windows, or the newest up to `through`: first all types together, then the most frequent types.
   * Sent again with every report.
   */
  bands: base
    .input(
      z.object({
        dataset: DatasetName,
        measure: Measure,
        windows: z.number().int().min(1).max(240),
        through: WindowStart.optional(),
      }),
    )
    .output(eventIterator(z.array(BandSeries))),
}
