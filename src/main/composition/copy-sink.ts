import { newsItem, type StageInstructions, type Tell } from '@main/pipeline/stage'
import { createFeed } from '@main/signals/feed'
import { runInWorker } from '@main/threads/run-in-worker'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { SettingsStore } from '../api/context'
import type { Backend } from '../backends/backend'

interface SinkOptions {
  readonly moduleDir: URL
  readonly settings: SettingsStore
}

/** The built-in sink of any backend, on a thread of its own. It ends with the fault of the first dataset that cannot be stored. */
export function createSinkOf({ moduleDir, settings }: SinkOptions) {
  return (backend: Backend, datasets: readonly Dataset[]) => async (signal: AbortSignal) => {
    const failed = new AbortController()
    let fault: Fault | null = null
    const tell: Tell = (kind, news) => {
      const item = newsItem(kind, news)
      if (item.kind !== 'dataset' || !item.news.fault) return
      fault = item.news.fault
      failed.abort()
    }
    const wanted = createFeed<StageInstructions>({
      settings: { ...settings.feed.value, sink: { kind: 'built-in' } },
      replays: [],
      history: null,
      starts: 1,
    })
    const data = { stageId: 'sink', spec: backend.flowSpec(), datasets, counted: {} } as const
    const over = AbortSignal.any([signal, failed.signal])
    await runInWorker(new URL('./stage-worker.js', moduleDir), data, wanted, tell, over)
    if (fault) throw new FaultError(fault)
  }
}
