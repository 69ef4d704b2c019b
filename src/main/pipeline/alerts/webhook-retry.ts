import type { WebhookReply } from '@main/ports/webhooks'
import { DAY_MS, HOUR_MS } from '@shared/lib/time'

const WAITS_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]
/** Older messages are not sent: yesterday's incident should not wake a person up. */
const GIVE_UP_AFTER_MS = DAY_MS
export const LONGEST_WAIT_MS = HOUR_MS

/** What to do after an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'again'; readonly afterMs: number }

/** 2xx is a success. A refusal is final. A receiver that is busy, broken or unreachable gets a retry. */
export function verdictOf(reply: WebhookReply | null, attempts: number): Verdict {
  const wait = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? LONGEST_WAIT_MS
  if (reply === null) return { kind: 'again', afterMs: wait }
  const { status, retryAfterMs } = reply
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  const passing = status >= 500 || status === 408 || status === 425 || status === 429
  if (!passing) return { kind: 'refused' }
  return { kind: 'again', afterMs: Math.min(LONGEST_WAIT_MS, Math.max(wait, retryAfterMs ?? 0)) }
}

export function isTooOld(at: number, now: number): boolean {
  return now - at > GIVE_UP_AFTER_MS
}
