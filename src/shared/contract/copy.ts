import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ChosenBackend } from '../model/app'
import { CopyJob } from '../model/copy'
import { base } from './base'

const toBackend = z.object({ to: ChosenBackend })

/** Copies all data of the current backend to another one. */
export const copy = {
  /** The newest copy to each backend, and to each environment. */
  feed: base.output(eventIterator(z.array(CopyJob))),
  /**
   * Stops the stages and copies, or continues an unfinished copy. Resolves once it has started. Throws `copy-running`,
   * `copy-same-backend`, `copy-two-environments`, `copy-unfinished`.
   */
  start: base.input(toBackend).output(z.void()),
  /** What was copied stays, until the copy is continued or removed. */
  cancel: base.input(toBackend).output(z.void()),
  /** Removes an unfinished copy from its target. */
  remove: base.input(toBackend).output(z.void()),
}
