import type { Clock } from '@main/ports/clock'
import type { Store } from '@main/ports/store'
import { backoff } from '@shared/lib/backoff'
import type { DatasetName } from '@shared/model/dataset'
import { type Fault, FaultError, faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { type WindowStart, windowName } from '@shared/model/window'
import { FAULTS_OF_ALL } from '../retry-dataset'
import type { StageContext } from '../stage'
import type { WindowTracker } from './window-tracker'

/** The pauses of a window after its first failed attempt, its second, and so on; the last one repeats. */
const BACKOFF_MS = [1_000, 5_000, 15_000, 60_000] as const

type WindowStageId = Extract<Fault, { code: 'window-failed' }>['stage']

interface Retry {
  readonly reason: string
  readonly tries: number
  readonly dueAt: number
}

/** The windows that a stage could not handle. Each is retried with back-off, and none delays the others. */
export interface WindowRetries {
  /** False while a window that failed waits for its next attempt. */
  isDue(dataset: DatasetName, start: WindowStart): boolean
  /**
   * Runs `work` for the window. Records and shows its fault, unless the fault concerns all windows. Returns null when it failed.
   */
  attempt<T>(dataset: DatasetName, start: WindowStart, work: () => Promise<T>): Promise<T | null>
  /** Like `attempt`, before the work itself: success says nothing yet, so the pauses keep growing. Returns false when it failed. */
  look(dataset: DatasetName, start: WindowStart, work: () => Promise<void>): Promise<boolean>
  /** The number of windows being retried. */
  count(): number
}

interface RetryContext extends Pick<StageContext, 'tell' | 'signal'> {
  readonly ports: { readonly clock: Clock; readonly store: Pick<Store, 'ping'> }
  readonly tracker: Pick<WindowTracker, 'failing'>
}

export function createWindowRetries(
  { ports, tracker, tell, signal }: RetryContext,
  stage: WindowStageId,
): WindowRetries {
  const retries = new Map<string, Retry>()
  const keyOf = (dataset: DatasetName, start: WindowStart) => `${dataset} ${start}`

  const concernsAll = async (thrown: unknown): Promise<boolean> => {
    if (signal.aborted) return true
    if (!(thrown instanceof FaultError)) return false
    const { code } = thrown.fault
    // A large window may not fit on a disk that has space for the others.
    if (code === 'disk-full') return false
    // Only extracts need the store. A store that answers has refused this query: the query is too large, or took too long.
    if (code !== 'store-unavailable' || stage !== 'extract') return FAULTS_OF_ALL.has(code)
    return ports.store.ping(signal).then(
      () => false,
      () => true,
    )
  }

  const failed = async (dataset: DatasetName, start: WindowStart, thrown: unknown) => {
    if (await concernsAll(thrown)) throw thrown
    const key = keyOf(dataset, start)
    const reason = faultMessage(faultOf(thrown, stage))
    const before = retries.get(key)
    const tries = before?.tries ?? 0
    const wait = backoff(tries + 1, BACKOFF_MS)
    retries.set(key, { reason, tries: tries + 1, dueAt: ports.clock.elapsed() + wait })
    if (before?.reason === reason) return
    const fault: Fault = { code: 'window-failed', window: windowName(start), dataset, stage, reason }
    tracker.failing(dataset, start, stage, fault)
    tell('fault', fault)
  }

  return {
    isDue(dataset, start) {
      const retry = retries.get(keyOf(dataset, start))
      return !retry || ports.clock.elapsed() >= retry.dueAt
    },
    async attempt(dataset, start, work) {
      try {
        const result = await work()
        if (retries.delete(keyOf(dataset, start))) tracker.failing(dataset, start, stage, null)
        return result
      } catch (thrown) {
        await failed(dataset, start, thrown)
        return null
      }
    },
    async look(dataset, start, work) {
      try {
        await work()
        return true
      } catch (thrown) {
        await failed(dataset, start, thrown)
        return false
      }
    },
    count: () => retries.size,
  }
}
