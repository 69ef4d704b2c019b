import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'
import { faultOf } from '@shared/model/fault'
import type { HistoryProgress, HistoryRequest, StageContext } from '../stage'
import { isLogFault } from './is-log-fault'
import { makeHistory } from './make-history'

const POLL_MS = 200

/** Makes the wanted history, waits for the log when it fails, and stops when the history is no longer wanted. */
export async function followHistory(
  { ports, wanted, tell, signal }: StageContext,
  dataset: Dataset,
  codec: EventCodec,
): Promise<void> {
  let running: { readonly cancel: AbortController; readonly ended: Promise<void> } | null = null
  /** What is wanted comes from another thread, and may be older than the last news here. */
  let last: HistoryProgress | null = null
  let waitsForLog = false
  const letGo = () => {
    if (waitsForLog) tell('fault', null)
    waitsForLog = false
  }
  const report = {
    count: (events: number) => tell('count', events),
    fault: (fault: HistoryProgress['fault']) => tell('fault', fault),
    progress(news: HistoryProgress) {
      last = news
      letGo()
      tell('history', news)
    },
  }
  const start = (wish: HistoryRequest) => {
    const { settings, starts } = wanted()
    const request = { ...wish, ...last }
    const cancel = new AbortController()
    const over = AbortSignal.any([signal, cancel.signal])
    const options = { ...ports, request, dataset, codec, settings: settings.producer, starts, report, signal: over }
    const ended = makeHistory(options).catch((thrown) => {
      if (over.aborted) return
      const fault = faultOf(thrown, 'Source')
      if (!isLogFault(fault)) return report.progress({ ...(last ?? request), fault })
      if (!waitsForLog) tell('fault', fault)
      waitsForLog = true
      running = null
    })
    return { cancel, ended }
  }

  while (!signal.aborted) {
    const { history } = wanted()
    if (!history) {
      running?.cancel.abort()
      await running?.ended
      running = null
      last = null
      letGo()
    } else running ??= start(history)
    await ports.clock.sleep(POLL_MS, signal)
  }
  await running?.ended
}
