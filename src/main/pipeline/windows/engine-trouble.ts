import type { LedgerEntry } from '@main/ports/ledger'
import { backoff } from '@shared/lib/backoff'
import { FaultError, faultOf } from '@shared/model/fault'
import { FAULTS_OF_ALL } from '../retry-dataset'
import type { WindowStageContext } from '../stage'

/** The pauses after an engine failed to work at all. */
const PAUSES_MS = [5_000, 15_000, 60_000] as const

/** An engine that does not work: its windows wait and show its fault. No other engine takes over. */
export interface EngineTrouble {
  /** Runs `work` with the engine. Returns null when the engine failed, after a pause. Throws faults that concern every stage. */
  during<T>(entries: readonly LedgerEntry[], work: () => Promise<T>): Promise<T | null>
  /** The windows no longer show the fault. */
  clear(): void
}

export function createEngineTrouble({ ports, tracker, tell, signal }: WindowStageContext): EngineTrouble {
  const { clock } = ports
  let failures = 0
  let held: readonly LedgerEntry[] = []

  const clear = () => {
    for (const { dataset, start } of held) tracker.failing(dataset, start, 'analyse', null)
    if (held.length > 0) tell('fault', null)
    held = []
  }
  const pause = async (ms: number) => {
    const until = clock.elapsed() + ms
    while (!signal.aborted && clock.elapsed() < until) await clock.sleep(until - clock.elapsed(), signal)
  }
  return {
    clear,
    async during(entries, work) {
      try {
        const done = await work()
        failures = 0
        clear()
        return done
      } catch (thrown) {
        if (signal.aborted || (thrown instanceof FaultError && FAULTS_OF_ALL.has(thrown.fault.code))) throw thrown
        clear()
        held = entries
        const fault = faultOf(thrown, 'Analyse')
        for (const { dataset, start } of entries) tracker.failing(dataset, start, 'analyse', fault)
        tell('fault', fault)
        await pause(backoff(++failures, PAUSES_MS))
        return null
      }
    },
  }
}
