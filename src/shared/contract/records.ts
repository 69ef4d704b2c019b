import { eventIterator } from '@orpc/contract'
import { DAY_MS } from '@shared/lib/time'
import { z } from 'zod'
import { DatasetName } from '../model/dataset'
import { ReanalysisJob, ReanalysisPlan, ReportComparison } from '../model/reanalysis'
import { RevisionInfo } from '../model/report'
import { WindowStart } from '../model/window'
import { base, Revision } from './base'

const ofDataset = z.object({ dataset: DatasetName })
const aWindow = ofDataset.extend({ start: WindowStart })
/** Up to a week; `to` is excluded. */
const range = ofDataset
  .extend({ from: WindowStart, to: WindowStart })
  .refine(({ from, to }) => from < to && to - from <= 7 * DAY_MS, 'a range of a week at most')

/** Keeping the record straight: what is missing, what is made again, and what that changes. */
export const records = {
  /** Of the newest thousand windows those that have ended and are not complete, newest first. */
  missing: base.input(ofDataset).output(z.array(WindowStart)),
  /**
   * Makes one unfilled window again, or all of them. Starts the stages that this takes. Throws `reanalysis-running`,
   * `store-unavailable`.
   */
  fill: base.input(ofDataset.extend({ start: WindowStart.optional() })).output(ReanalysisJob),
  /** What analysing a range again would do. Throws `store-unavailable`. */
  plan: base.input(range).output(ReanalysisPlan),
  /**
   * Does it: each window gets a new revision. Starts the stages that this takes. Throws `reanalysis-running`,
   * `store-unavailable`.
   */
  reanalyse: base.input(range).output(ReanalysisJob),
  /** What was asked for and not done yet is left as it is. */
  cancel: base.output(z.void()),
  feed: base.output(eventIterator(ReanalysisJob.nullable())),
  /** Newest first. */
  revisions: base.input(aWindow).output(z.array(RevisionInfo)),
  /** Throws `report-missing`. */
  compare: base.input(aWindow.extend({ before: Revision, after: Revision })).output(ReportComparison),
}
