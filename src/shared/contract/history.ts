import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { History } from '../model/history'
import { base } from './base'

/** Minutes before the first one, made by the simulator, so that the detector knows what is normal. */
export const history = {
  feed: base.output(eventIterator(History)),
  /** Starts the job, or continues one that was cancelled or has failed. Throws `history-there`, `history-too-fast`. */
  start: base.output(z.void()),
  /** What was made stays. */
  cancel: base.output(z.void()),
}
