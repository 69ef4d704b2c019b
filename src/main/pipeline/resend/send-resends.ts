import { backoff } from '@shared/lib/backoff'
import { faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { Resend } from '@shared/model/letter-resend'
import { type SendOptions, sendLetters } from './send-letters'

const POLL_MS = 250
const MOST_AT_ONCE = 50
const RETRY_MS = [500, 1_000, 2_000, 5_000] as const

/**
 * Sends the letters of all resends, also of those that an earlier run left unfinished, oldest first, until the signal aborts. One that fails
 * is tried again after a pause, and says why; those behind it do not wait.
 */
export async function sendResends(
  options: Omit<SendOptions, 'dataset'> & { readonly datasetOf: (name: string) => SendOptions['dataset'] | undefined },
): Promise<void> {
  const { ports, datasetOf, signal } = options
  const { resends, clock } = ports
  const failed = new Map<string, { failures: number; retryAt: number }>()

  const attempt = async (resend: Resend) => {
    const dataset = datasetOf(resend.dataset)
    if (!dataset) return
    try {
      await sendLetters({ ...options, dataset }, resend)
      failed.delete(resend.id)
    } catch (thrown) {
      if (signal.aborted) return
      const failures = (failed.get(resend.id)?.failures ?? 0) + 1
      failed.set(resend.id, { failures, retryAt: clock.elapsed() + backoff(failures, RETRY_MS) })
      // On a full disk the reason cannot be kept either.
      await resends.setProblem(resend.id, faultMessage(faultOf(thrown, 'Resend'))).catch(() => undefined)
    }
  }

  while (!signal.aborted) {
    for (const resend of (await resends.list({ limit: MOST_AT_ONCE, unfinished: true })).reverse()) {
      if (signal.aborted) return
      if (resend.counts.waiting === 0) continue
      if ((failed.get(resend.id)?.retryAt ?? 0) <= clock.elapsed()) await attempt(resend)
    }
    await clock.sleep(POLL_MS, signal)
  }
}
