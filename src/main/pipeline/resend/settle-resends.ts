import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import { faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { settleSent } from './settle-sent'

const POLL_MS = 250
/** While something is wrong. */
const RETRY_MS = 1_000
const MOST_AT_ONCE = 50

interface Options {
  readonly ports: Pick<FlowPorts, 'clock' | 'deadLetters' | 'log' | 'resends' | 'store'>
  readonly datasets: readonly Dataset[]
  readonly signal: AbortSignal
}

/**
 * Follows the letters that were sent until each is stored or dead again, and ends their resends, until the signal aborts. Runs beside the
 * stages, because it needs the store wherever that is, and the source stage does not. While the store is away, nothing is decided.
 */
export async function settleResends({ ports, datasets, signal }: Options): Promise<void> {
  const { resends, clock } = ports
  /** Resends with a problem from here. */
  const failed = new Set<string>()
  while (!signal.aborted) {
    for (const { id, dataset: name, counts } of await resends.list({ limit: MOST_AT_ONCE, unfinished: true })) {
      const dataset = datasets.find((one) => one.name === name)
      if (!dataset || signal.aborted) continue
      try {
        if (counts.sent > 0) await settleSent(ports, dataset, id)
        if (failed.delete(id)) await resends.setProblem(id, null)
        const now = await resends.find(id)
        if (now?.counts.waiting === 0 && now.counts.sent === 0) await resends.finish(id)
      } catch (thrown) {
        if (signal.aborted) return
        failed.add(id)
        // On a full disk the reason cannot be kept either.
        await resends.setProblem(id, faultMessage(faultOf(thrown, 'Resend'))).catch(() => undefined)
      }
    }
    await clock.sleep(failed.size > 0 ? RETRY_MS : POLL_MS, signal)
  }
}
