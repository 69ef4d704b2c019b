import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { History } from '../model/history'
import { base } from './base'

/** Minutes before the first one, made by the simulator, so that the detector knows what is normal. */
export const history = {
  feed: base.output(eventIterator(History)),
  /**
   * Starts the job, or continues one that was cancelled or has failed. The first request slows a faster simulator
   * down to `HISTORY_RATE`: minutes of another volume are no basis for comparison. Throws `history-there`.
   */
  start: base.output(z.void()),
  /** What was made stays. */
  cancel: base.output(z.void()),
}
