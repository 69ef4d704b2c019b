import type { Delivery, Webhook } from '@shared/model/alert'
import type { WebhookFacts } from './alarm-facts'

/** The first retry comes after a second: a receiver that only restarts gets its message then. */
const ATTEMPTS = 2

/**
 * Whether each webhook that is on receives its messages. `deliveries` are the newest, newest first; `proven` is when a test last arrived,
 * by webhook.
 */
export function webhookFacts(
  webhooks: readonly Webhook[],
  deliveries: readonly Delivery[],
  proven: ReadonlyMap<string, number>,
): WebhookFacts[] {
  return webhooks
    .filter(({ enabled }) => enabled)
    .map(({ id, name }) => {
      const own = deliveries.filter(({ channel }) => channel.kind === 'webhook' && channel.id === id)
      const delivered = own.flatMap(({ state, doneAt }) => (state === 'delivered' && doneAt !== null ? [doneAt] : []))
      const good = Math.max(proven.get(id) ?? Number.NEGATIVE_INFINITY, ...delivered)
      return { id, name, failure: own.flatMap((delivery) => failureOf(delivery, good))[0] ?? null }
    })
}

function failureOf(
  { state, at, doneAt, attempts, outcome }: Delivery,
  good: number,
): NonNullable<WebhookFacts['failure']>[] {
  if (outcome === null) return []
  if (state === 'failed') return (doneAt ?? at) > good ? [{ at: doneAt ?? at, outcome, retried: false }] : []
  const retried = (state === 'waiting' || state === 'sending') && attempts >= ATTEMPTS
  return retried && at > good ? [{ at, outcome, retried }] : []
}
