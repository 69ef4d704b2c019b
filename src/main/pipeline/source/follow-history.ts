import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'
import { faultOf } from '@shared/model/fault'
import type { HistoryProgress, StageContext } from '../stage'
import { makeHistory } from './make-history'

const POLL_MS = 200

/** Makes the wanted history, and stops when it is no longer wanted. */
export async function followHistory(
  { ports, wanted, tell, signal }: StageContext,
  dataset: Dataset,
  codec: EventCodec,
): Promise<void> {
  let running: { readonly cancel: AbortController; readonly ended: Promise<void> } | null = null
  /** What is wanted comes from another thread, and may be older than the last news here: a job that has ended is not started again. */
  let ended = Number.NEGATIVE_INFINITY
  const count = (events: number) => tell('count', events)
  while (!signal.aborted) {
    const { history: request, settings, starts } = wanted()
    if (!request) {
      running?.cancel.abort()
      await running?.ended
      running = null
      ended = Number.NEGATIVE_INFINITY
    } else if (!running && ended < request.to) {
      const cancel = new AbortController()
      const over = AbortSignal.any([signal, cancel.signal])
      let last: HistoryProgress = { events: request.events, reached: request.reached, fault: null }
      const progress = (news: HistoryProgress) => {
        last = news
        if (news.reached >= request.to || news.fault) ended = request.to
        tell('history', news)
      }
      const report = { count, progress, fault: (fault: HistoryProgress['fault']) => tell('fault', fault) }
      const options = { ...ports, request, dataset, codec, settings: settings.producer, starts, report, signal: over }
      const work = makeHistory(options).catch((thrown) => {
        if (!over.aborted) progress({ ...last, fault: faultOf(thrown, 'Source') })
      })
      running = { cancel, ended: work }
    }
    await ports.clock.sleep(POLL_MS, signal)
  }
  await running?.ended
}
