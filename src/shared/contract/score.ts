import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ScoreOptions, ScoreStatus } from '../model/score'
import { base } from './base'

/** The detector on simulated days with labelled disturbances, as `millrace score` does it; one at a time. */
export const score = {
  /** Throws `score-running`, `scenario-unknown`, `scenario-invalid`. */
  start: base.input(ScoreOptions).output(z.void()),
  /** Cancels the run. A cancelled run leaves no result. */
  cancel: base.output(z.void()),
  /** Progress, at most twice a second, and the last result. */
  feed: base.output(eventIterator(ScoreStatus)),
}
