import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@main/ports/clock'

export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    sleep: (ms, signal) => sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined),
  }
}
