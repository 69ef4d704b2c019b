import { eventIterator } from '@orpc/contract'
import { DAY_MS } from '@shared/lib/time'
import { z } from 'zod'
import { DatasetName } from '../model/dataset'
import { ReanalysisJob, ReanalysisPlan } from '../model/reanalysis'
import { RevisionInfo } from '../model/report'
import { ReportComparison } from '../model/report-comparison'
import { WindowStart } from '../model/window'
import { base, Revision } from './base'

const ofDataset = z.object({ dataset: DatasetName })
const aWindow = ofDataset.extend({ start: WindowStart })
/** At most a week; `to` is excluded. */
const range = ofDataset
  .extend({ from: WindowStart, to: WindowStart })
  .refine(({ from, to }) => from < to && to - from <= 7 * DAY_MS, 'must be a week at most')

/** Gaps in the record, reanalysis, and what a reanalysis changes. */
export const reanalysis = {
  /** The ended but incomplete windows among the newest thousand, newest first. */
  missing: base.input(ofDataset).output(z.array(WindowStart)),
  /** Makes one unfilled window again, or all of them. Starts the stages it needs. Throws `reanalysis-running`, `store-unavailable`. */
  fill: base.input(ofDataset.extend({ start: WindowStart.optional() })).output(ReanalysisJob),
  /** Previews a reanalysis of a range. Throws `store-unavailable`. */
  plan: base.input(range).output(ReanalysisPlan),
  /** Runs the reanalysis: each window gets a new revision. Starts the stages it needs. Throws `reanalysis-running`, `store-unavailable`. */
  reanalyse: base.input(range).output(ReanalysisJob),
  /** Stops the reanalysis; windows that have not been analysed again keep their reports. */
  cancel: base.output(z.void()),
  feed: base.output(eventIterator(ReanalysisJob.nullable())),
  /** Newest first. */
  revisions: base.input(aWindow).output(z.array(RevisionInfo)),
  /** Throws `report-missing`. */
  compare: base.input(aWindow.extend({ before: Revision, after: Revision })).output(ReportComparison),
}
