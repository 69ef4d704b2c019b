import type { EventLog } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'
import { readCopyMark } from './copy-marks'

const passed = new WeakSet<object>()

/**
 * Throws `copy-unfinished` when the log belongs to the target of a copy that is not whole. Asks each opened log only until it passes: no
 * copy begins while the log is open.
 */
export async function refuseUnfinishedCopy(log: Pick<EventLog, 'progress'>): Promise<void> {
  if (passed.has(log)) return
  const mark = await readCopyMark(log)
  if (mark?.state === 'unfinished' || mark?.state === 'removing') {
    const removing = mark.state === 'removing'
    throw new FaultError({ code: 'copy-unfinished', from: mark.from, to: mark.to, removing })
  }
  passed.add(log)
}
