import type { ApiContext, Freshness } from '@main/api/context'
import type { Backend } from '@main/backends/backend'
import { stages } from '@main/pipeline'
import type { DatasetTroubles } from '@main/pipeline/dataset-troubles'
import { createLiveMinutes } from '@main/pipeline/live-minutes'
import { logTotal, storeTotal } from '@main/pipeline/log-and-store-totals'
import { createRunner } from '@main/pipeline/runner'
import { sinkProgress } from '@main/pipeline/sink-progress'
import type { HistoryProgress, ReplayProgress, StageInstructions, WindowStageContext } from '@main/pipeline/stage'
import { createFeed, type Feed } from '@main/signals/feed'
import { runInWorker } from '@main/threads/run-in-worker'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'

/** The additional context of window stages. */
export type WindowParts = Omit<WindowStageContext, 'ports' | 'datasets' | 'wanted' | 'counted' | 'tell' | 'signal'>

interface FlowOptions {
  readonly backend: Backend
  /** The folder of the built modules, including the worker. */
  readonly moduleDir: URL
  readonly datasets: readonly Dataset[]
  readonly troubles: DatasetTroubles
  readonly wanted: Feed<StageInstructions>
  readonly windowParts: () => WindowParts
  readonly logLine: (name: string, line: string) => void
  /** A stage or a dataset has a fault. */
  onFault(fault: Fault): void
  onReplay(progress: ReplayProgress): void
  onHistory(progress: HistoryProgress): void
  /** A window of the dataset got a report. */
  onReport(dataset: DatasetName): void
}

/** The stages, each on its thread, and their news about datasets, live charts and freshness. */
export function createFlow(options: FlowOptions): Omit<ApiContext['flow'], 'start'> {
  const { backend, moduleDir, datasets, troubles, wanted, logLine } = options
  const { ports } = backend
  const live = createLiveMinutes()
  const freshness = createFeed<Freshness>({ minute: null, total: null })

  const runner = createRunner({
    stages,
    subtitles: backend.subtitles,
    clock: ports.clock,
    refusal: backend.refusal,
    figures: {
      sink: () => sinkProgress(ports, datasets, live.waits),
      // Their stages do not run, so they do not report these totals.
      ...(backend.refusal && { log: () => logTotal(ports, datasets), store: () => storeTotal(ports, datasets) }),
    },
    launch(stage, tell, signal) {
      const usable = troubles.usable(datasets, stage.id)
      if (stage.thread === 'main') {
        const common = { ports, datasets: usable, wanted: () => wanted.value, counted: {}, tell, signal }
        return stage.run({ ...common, ...options.windowParts() })
      }
      const counted = stage.id === 'sink' ? live.beginRun() : {}
      const data = { stageId: stage.id, spec: backend.flowSpec(), datasets: usable, counted }
      return runInWorker(new URL('./stage-worker.js', moduleDir), data, wanted, tell, signal)
    },
    onNews(stage, item) {
      switch (item.kind) {
        case 'fault':
          if (!item.news) return
          logLine(stage, faultMessage(item.news))
          return options.onFault(item.news)
        case 'dataset': {
          const { dataset, fault } = item.news
          const isNew = troubles.put(stage, dataset, fault)
          if (fault) {
            if (isNew) logLine(stage, `${dataset}: ${faultMessage(fault)}`)
            return options.onFault(fault)
          }
          // Stages that started without the dataset use it from now on.
          if (isNew) runner.renew(troubles.after(stage))
          return
        }
        case 'live':
          return live.put(item.news)
        case 'freshness':
          return freshness.publish(item.news)
        case 'replay':
          return options.onReplay(item.news)
        case 'history':
          return options.onHistory(item.news)
        case 'window':
          if (stage === 'report') options.onReport(item.news.dataset)
      }
    },
  })
  return { runner, troubles, live, freshness }
}
