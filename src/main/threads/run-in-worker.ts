import { Worker } from 'node:worker_threads'
import type { NewsItem, StageContext, StageInstructions, Tell } from '@main/pipeline/stage'
import type { Feed } from '@main/signals/feed'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { StageId } from '@shared/model/stage'
import type { FlowSpec } from '../backends/backend'

export interface StageWorkerData {
  readonly stageId: StageId
  readonly spec: FlowSpec
  readonly datasets: readonly Dataset[]
  readonly counted: StageContext['counted']
  readonly wanted: StageInstructions
}
export type ToStageWorker = { kind: 'stop' } | { kind: 'wanted'; wanted: StageInstructions }
export type FromStageWorker = { kind: 'news'; item: NewsItem } | { kind: 'ended'; fault: Fault | null }

/** Events live for milliseconds: a small young generation is collected often and keeps the process small. */
const HEAP = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 512 }
/** A stage that has not ended this long after the request is terminated with its thread. */
const STOP_WITHIN_MS = 10_000

/** Runs a stage on its own thread until it ends. Rejects with its fault, or when the thread dies. */
export async function runInWorker(
  module: URL,
  data: Omit<StageWorkerData, 'wanted'>,
  wanted: Feed<StageInstructions>,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const workerData: StageWorkerData = { ...data, wanted: wanted.value }
  const worker = new Worker(module, { workerData, resourceLimits: HEAP })
  const post = (message: ToStageWorker) => worker.postMessage(message)
  const ended = new AbortController()
  const follow = (async () => {
    for await (const value of wanted.follow(ended.signal)) post({ kind: 'wanted', wanted: value })
  })()
  let kill: NodeJS.Timeout | undefined
  const stop = () => {
    post({ kind: 'stop' })
    kill = setTimeout(() => void worker.terminate(), STOP_WITHIN_MS)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    let outcome: Fault | null | undefined
    worker.on('message', (message: FromStageWorker) => {
      if (message.kind === 'news') tell(message.item.kind, message.item.news)
      else outcome = message.fault
    })
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', (code) => {
        if (outcome) reject(new FaultError(outcome))
        else if (outcome === undefined && !signal.aborted) reject(new Error(`its thread ended with code ${code}`))
        else resolve()
      })
    })
  } finally {
    clearTimeout(kill)
    signal.removeEventListener('abort', stop)
    ended.abort()
    await follow
  }
}
