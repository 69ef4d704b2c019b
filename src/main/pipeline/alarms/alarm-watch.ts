import type { Clock } from '@main/ports/clock'
import type { Feed } from '@main/signals/feed'
import type { Alarm } from '@shared/model/alarm'
import type { AlertSettings } from '@shared/model/alert'
import { FaultError } from '@shared/model/fault'
import type { IncidentService } from '../incidents/incident-service'
import type { AlarmFacts } from './alarm-facts'
import type { AlarmRule } from './alarm-rule'
import { createAlarmTracker } from './alarm-tracker'

const EVERY_MS = 2_000

export interface AlarmWatchOptions {
  readonly rules: () => readonly AlarmRule[]
  readonly gather: () => Promise<AlarmFacts>
  readonly incidents: Pick<IncidentService, 'alarms'>
  readonly settings: Feed<AlertSettings>
  readonly clock: Clock
  /** Gets mistakes in a rule: they must not end the watch. */
  readonly log: (line: string) => void
  /** Finds out whether the webhooks of open alarms work again. */
  readonly probe: (alarms: readonly Alarm[], elapsed: number) => Promise<void>
}

/** Watches the pipeline until the signal aborts: raises and ends its alarms. */
export async function watchForAlarms(options: AlarmWatchOptions, signal: AbortSignal): Promise<void> {
  const { rules, gather, incidents, settings, clock, log, probe } = options
  const tracker = createAlarmTracker(rules)
  let known: readonly Alarm[] = []
  while (!signal.aborted) {
    const facts = await gather()
    // What is stopped now is stopped because Millrace ends.
    if (signal.aborted) return
    // On a full disk nothing can be kept; the next round decides again.
    await incidents
      .alarms((open) => {
        known = open
        return tracker.next(facts, settings.value.alarms, open)
      })
      .then(() => probe(known, facts.elapsed))
      .catch((thrown) => {
        if (!(thrown instanceof FaultError))
          log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
      })
    await clock.sleep(EVERY_MS, signal)
  }
}
