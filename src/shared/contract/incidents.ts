import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { BandSeries, Measure } from '../model/anomaly'
import { DatasetName } from '../model/dataset'
import { Incident, IncidentDetail, IncidentId } from '../model/incident'
import { WindowStart } from '../model/window'
import { base, page } from './base'

/** What went wrong, and still does. */
export const incidents = {
  /** Those that have not ended, newest first; again whenever any incident changes, also when one has ended. */
  open: base.output(eventIterator(z.array(Incident))),
  /** Newest first by their first window, from the one after `before` on. */
  list: base
    .input(
      z.object({
        dataset: DatasetName.optional(),
        before: IncidentId.optional(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(page(Incident)),
  /** Throws `incident-unknown`. */
  get: base.input(z.object({ id: IncidentId })).output(IncidentDetail),
  /** Says that somebody has seen it; one that was seen or has ended stays as it is. Throws `incident-unknown`. */
  acknowledge: base.input(z.object({ id: IncidentId })).output(Incident),
  /**
   * Accepts its level as the new normal: it ends, and the detector learns the level from the next window on. One that has ended, or is
   * of a threshold, stays as it is. Throws `incident-unknown`.
   */
  accept: base.input(z.object({ id: IncidentId })).output(Incident),
}

/** What the detector expected. */
export const detection = {
  /**
   * One series a type (all together first, then the most frequent ones) over the newest windows, or those up to `through`; again
   * with every report.
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
