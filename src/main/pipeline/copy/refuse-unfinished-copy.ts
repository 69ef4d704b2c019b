import type { EventLog } from '@main/ports/event-log'
import { isUnfinishedMark, readCopyMark, unfinishedCopy } from './copy-marks'

const passed = new WeakSet<object>()

/**
 * Throws `copy-unfinished` when the log belongs to the target of a copy that is not whole. Asks each opened log only until it passes: no
 * copy begins while the log is open.
 */
export async function refuseUnfinishedCopy(log: Pick<EventLog, 'progress'>): Promise<void> {
  if (passed.has(log)) return
  const mark = await readCopyMark(log)
  if (isUnfinishedMark(mark)) throw unfinishedCopy(mark)
  passed.add(log)
}
