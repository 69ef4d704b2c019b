import type { WindowStart } from '@shared/model/window'
import type { AlarmRule, Symptom } from '../alarm-rule'
import { counted, windowNames } from '../alarm-words'
import { createRecovery } from '../recovery'

const AFTER_MS = 10_000

/** Reports lack events that were logged. Those that lacked some when Millrace started raise no new alarm. */
export function windowIncomplete(): AlarmRule {
  const old = new Map<string, ReadonlySet<WindowStart>>()
  const recovery = createRecovery()
  return {
    kind: 'window-incomplete',
    read(facts) {
      const recovers = recovery(facts)
      if (recovers === 'stopped') return []
      if (facts.windows === null) return 'unknown'
      return facts.windows.flatMap(({ dataset, title, incomplete }): Symptom[] => {
        const known = old.get(dataset) ?? new Set(incomplete.map(({ start }) => start))
        old.set(dataset, known)
        if (incomplete.length === 0) return []
        const missing = incomplete.reduce((sum, one) => sum + one.missing, 0)
        const fresh = incomplete.some(({ start }) => !known.has(start))
        return [
          {
            subject: dataset,
            dataset,
            title: `${title}: ${counted(incomplete.length, 'window is', 'windows are')} incomplete`,
            sentence: `${missing === 0 ? 'The counts do not balance in' : `${counted(missing, 'event is', 'events are')} missing in`} ${windowNames(incomplete.map(({ start }) => start))}. A report is revised once the rest is stored; its ledger shows the difference.`,
            level: fresh && recovers === null ? 'raise' : 'hold',
            afterMs: AFTER_MS,
          },
        ]
      })
    },
  }
}
