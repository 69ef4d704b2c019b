import type { Clock } from '@main/ports/clock'
import type { Outbox } from '@main/ports/outbox'
import type { Alarm } from '@shared/model/alarm'

const EVERY_MS = 30_000

/**
 * Retries the oldest message of each webhook with an open alarm twice a minute: its own retries become rare, and the alarm should end soon
 * after the webhook works again.
 */
export function createWebhookProbe(
  outbox: Pick<Outbox, 'hurry'>,
  clock: Pick<Clock, 'now'>,
): (alarms: readonly Alarm[], elapsed: number) => Promise<void> {
  let last = Number.NEGATIVE_INFINITY
  return async (alarms, elapsed) => {
    const failing = alarms.filter(({ alarm }) => alarm === 'webhook-failing')
    if (failing.length === 0 || elapsed - last < EVERY_MS) return
    last = elapsed
    await Promise.all(failing.map(({ subject }) => outbox.hurry(`webhook:${subject}`, clock.now(), 'oldest')))
  }
}
