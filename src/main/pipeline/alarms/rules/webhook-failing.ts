import type { AlarmRule } from '../alarm-rule'

const AFTER_MS = 4_000

/** A webhook did not receive its newest messages. Failures from before the start raise no new alarm. */
export function webhookFailing(): AlarmRule {
  let startedAt: number | null = null
  return {
    kind: 'webhook-failing',
    read({ webhooks, now }) {
      startedAt ??= now
      if (webhooks === null) return 'unknown'
      const since = startedAt
      return webhooks.flatMap(({ id, name, failure }) =>
        failure === null
          ? []
          : [
              {
                subject: id,
                title: `The webhook ${name} fails`,
                sentence: `The webhook ${name} did not receive a message: ${failure.outcome}. Check its address and its receiver, then send a test on the Alerts screen.`,
                level: failure.retried || failure.at >= since ? ('raise' as const) : ('hold' as const),
                afterMs: AFTER_MS,
              },
            ],
      )
    },
  }
}
