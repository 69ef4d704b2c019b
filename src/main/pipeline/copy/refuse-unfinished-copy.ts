import type { EventLog } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'
import { readCopyMark } from './copy-marks'

/** Throws `copy-unfinished` when the log belongs to the target of a copy that is not whole. */
export async function refuseUnfinishedCopy(log: Pick<EventLog, 'progress'>, backend: string): Promise<void> {
  const mark = await readCopyMark(log)
  if (mark?.state !== 'unfinished' && mark?.state !== 'removing') return
  throw new FaultError({ code: 'copy-unfinished', from: mark.from, to: backend, removing: mark.state === 'removing' })
}
