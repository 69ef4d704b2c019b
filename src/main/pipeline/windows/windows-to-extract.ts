import type { DatasetName } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import type { StartGate } from './start-gate'
import type { WindowTracker } from './window-tracker'

interface Requesting {
  readonly gate: Pick<StartGate, 'mayStart' | 'request'>
  readonly tracker: Pick<WindowTracker, 'asked' | 'isIncomplete' | 'needsExtract'>
}

/** Those of the due windows that may be extracted now: by the scheduler, or because the user or a later stage requested them. */
export function windowsToExtract(
  { gate, tracker }: Requesting,
  dataset: DatasetName,
  due: readonly WindowStart[],
): WindowStart[] {
  for (const start of due) {
    // What was requested once is completed when its missing events arrive.
    const isContinued = tracker.isIncomplete(dataset, start) && tracker.needsExtract(dataset, start) === false
    if (isContinued) gate.request('report', dataset, start)
  }
  return due.filter((start) => gate.mayStart('extract', dataset, start) || tracker.asked(dataset, start) > 0)
}
