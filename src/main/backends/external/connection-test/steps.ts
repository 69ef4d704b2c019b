import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProbeFailure } from '@main/ports/connection-probe'
import type { ConnectionStep, ConnectionStepKind, ConnectionTarget } from '@shared/model/connection-test'

const STEP_WITHIN_MS = 4_000
const NOTICED_WITHIN_MS = 200

/** The steps of one target, each timed and reported. */
export interface Steps {
  /**
   * Runs a step and reports it; `found` says what it found, or the work's own text does. Throws `StepFailed` when the work throws
   * `ProbeFailure` or takes too long: the target's later steps are pointless then.
   */
  run<T>(
    kind: ConnectionStepKind,
    what: string,
    work: (signal: AbortSignal) => Promise<T>,
    found?: (value: T) => string,
  ): Promise<T>
}

/** A step has failed and was reported. */
export class StepFailed extends Error {}

export function stepsOf(
  target: ConnectionTarget,
  report: (step: ConnectionStep) => void,
  signal: AbortSignal,
  withinMs = STEP_WITHIN_MS,
): Steps {
  return {
    async run(kind, what, work, found) {
      const since = performance.now()
      const end = (outcome: ConnectionStep['outcome'], detail: string) =>
        report({ target, kind, what, outcome, ms: Math.round(performance.now() - since), detail })
      try {
        const over = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
        const value = await Promise.race([work(over), tooLate(over, withinMs)])
        end('passed', found?.(value) ?? (typeof value === 'string' ? value : ''))
        return value
      } catch (thrown) {
        if (signal.aborted) throw thrown
        end('failed', thrown instanceof ProbeFailure ? thrown.message : `It fails: ${String(thrown)}`)
        throw new StepFailed('a step has failed', { cause: thrown })
      }
    },
  }
}

/** A look-up of a name, and a request of S3, do not end with the signal. What ends with it says more than this does. */
async function tooLate(over: AbortSignal, withinMs: number): Promise<never> {
  if (!over.aborted) await once(over, 'abort')
  await sleep(NOTICED_WITHIN_MS, undefined, { ref: false })
  throw new ProbeFailure(`It does not answer within ${withinMs / 1_000} s.`)
}
