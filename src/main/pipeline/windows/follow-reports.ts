import { faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { WindowStageContext } from '../stage'
import { readReports } from './rebuild-ledger'

const EVERY_MS = 30_000

interface Following extends Pick<WindowStageContext, 'ports' | 'datasets' | 'tracker' | 'signal'> {
  /** A window of the dataset has a report that was not known. */
  readonly onReport: (dataset: string) => void
  readonly log: (line: string) => void
}

/** Shows the reports that others write: for a session that makes none itself. */
export async function followReports(context: Following): Promise<void> {
  const { ports, signal, onReport, log } = context
  while (!signal.aborted) {
    try {
      for (const dataset of (await readReports(context)).keys()) onReport(dataset)
    } catch (thrown) {
      log(`The reports cannot be read: ${faultMessage(faultOf(thrown, 'Report'))}`)
    }
    await ports.clock.sleep(EVERY_MS, signal)
  }
}
