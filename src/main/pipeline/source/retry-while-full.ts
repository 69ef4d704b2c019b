import type { Clock } from '@main/ports/clock'
import { backoff } from '@shared/lib/backoff'
import { type Fault, FaultError } from '@shared/model/fault'
import type { SourceReport } from './source-report'

const BACKOFF_MS = [100, 250, 500, 1_000, 2_000] as const

interface Retrying {
  readonly clock: Clock
  readonly report: SourceReport
  readonly signal: AbortSignal
}

/**
 * Writes, and retries while the log or the disk is full, or the disk fails. Resolves with false when it was aborted before that
 * succeeded.
 */
export async function retryWhileFull(
  { clock, report, signal }: Retrying,
  write: () => Promise<void>,
): Promise<boolean> {
  for (let failures = 0; ; failures++) {
    try {
      await write()
      if (failures > 0) report.fault(null)
      return true
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || !passesByItself(thrown.fault)) throw thrown
      report.fault(thrown.fault)
      await clock.sleep(backoff(failures + 1, BACKOFF_MS), signal)
      if (signal.aborted) return false
    }
  }
}

/** None of it is in the log: the same batch may be written again. */
function passesByItself({ code }: Fault): boolean {
  return code === 'log-full' || code === 'disk-full' || code === 'disk-error' || code === 'data-dir-not-writable'
}
