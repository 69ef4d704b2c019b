import type { DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { MinuteScheduler } from '@shared/model/minute-work'
import type { WindowStart } from '@shared/model/window'

/** The steps of a window's work, in their order. */
const STEPS = ['extract', 'analyse', 'report'] as const
export type WorkStep = (typeof STEPS)[number]

/** Windows that are requested and not done yet. */
const MOST_REQUESTS = 10_000

/**
 * Decides whether a window stage may start its work on a window. With croner it always may. With another scheduler, a window waits for a
 * request; requests are forgotten when Millrace ends, because the scheduler repeats them.
 */
export interface StartGate {
  scheduler(): MinuteScheduler
  mayStart(step: WorkStep, dataset: DatasetName, start: WindowStart): boolean
  /** All steps up to this one may start. Throws `windows-requested` when too many windows are requested already. */
  request(step: WorkStep, dataset: DatasetName, start: WindowStart): void
  /** The step is done; the request ends with its last step. */
  done(step: WorkStep, dataset: DatasetName, start: WindowStart): void
  /** There is no request for the window, and Millrace does not start it by itself. */
  waits(dataset: DatasetName, start: WindowStart): boolean
}

export function createStartGate(scheduler: () => MinuteScheduler): StartGate {
  const requested = new Map<string, number>()
  const keyOf = (dataset: DatasetName, start: WindowStart) => `${dataset} ${start}`
  const isOpen = () => scheduler() === 'croner'
  return {
    scheduler,
    mayStart: (step, dataset, start) => isOpen() || (requested.get(keyOf(dataset, start)) ?? -1) >= STEPS.indexOf(step),
    request(step, dataset, start) {
      // With croner nothing waits, so a request would only be left over.
      if (isOpen()) return
      const key = keyOf(dataset, start)
      const before = requested.get(key)
      if (before === undefined && requested.size >= MOST_REQUESTS) {
        throw new FaultError({ code: 'windows-requested', most: MOST_REQUESTS })
      }
      requested.set(key, Math.max(before ?? 0, STEPS.indexOf(step)))
    },
    done(step, dataset, start) {
      const key = keyOf(dataset, start)
      if ((requested.get(key) ?? STEPS.length) <= STEPS.indexOf(step)) requested.delete(key)
    },
    waits: (dataset, start) => !isOpen() && !requested.has(keyOf(dataset, start)),
  }
}
