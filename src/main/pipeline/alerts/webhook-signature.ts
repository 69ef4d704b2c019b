import { createHmac } from 'node:crypto'

/**
 * The value of the `Millrace-Signature` header: `t=<seconds>,v1=<hex>`, where v1 is the HMAC-SHA256 of `<seconds>.<body>` with
 * the webhook's secret. The signature covers the time, so a captured message cannot be replayed much later. As Stripe does:
 * docs.stripe.com/webhooks#verify-manually
 */
export function signatureOf(body: string, secret: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000)
  const hash = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${hash}`
}
