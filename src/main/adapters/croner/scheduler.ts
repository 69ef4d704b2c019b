import type { Scheduler } from '@main/ports/scheduler'
import { Cron } from 'croner'

export function cronerScheduler(): Scheduler {
  return {
    everyMinute(offsetMs, ring) {
      const job = new Cron(`${Math.floor(offsetMs / 1_000)} * * * * *`, { timezone: 'UTC', unref: true }, ring)
      return {
        next: () => job.nextRun()?.getTime() ?? Date.now(),
        stop: () => job.stop(),
      }
    },
  }
}
