import { parentPort, workerData } from 'node:worker_threads'
import { stages } from '@main/pipeline'
import { newsItem, type StageInstructions, type Tell } from '@main/pipeline/stage'
import { faultOf } from '@shared/model/fault'
import { openFlow } from '../backends/open-flow'
import type { FromStageWorker, StageWorkerData, ToStageWorker } from './run-in-worker'

/** A thread that runs one stage: opens its own ports, runs the stage, reports its status, and ends with it. */
const port = parentPort
if (!port) throw new Error('stage-worker runs as a worker thread')
const { stageId, spec, datasets, counted, wanted: first } = workerData as StageWorkerData
const stop = new AbortController()
let wanted: StageInstructions = first

port.on('message', (message: ToStageWorker) => {
  if (message.kind === 'stop') stop.abort()
  else wanted = message.wanted
})
const post = (message: FromStageWorker) => port.postMessage(message)
const tell: Tell = (kind, news) => post({ kind: 'news', item: newsItem(kind, news) })

const stage = stages.find((known) => known.id === stageId)
if (stage?.thread !== 'worker') throw new Error(`${stageId} does not run in a worker`)
let flow: Awaited<ReturnType<typeof openFlow>> | undefined
try {
  flow = await openFlow(spec)
  await stage.run({ ports: flow.ports, datasets, wanted: () => wanted, counted, tell, signal: stop.signal })
  post({ kind: 'ended', fault: null })
} catch (thrown) {
  post({ kind: 'ended', fault: faultOf(thrown, stage.title) })
} finally {
  await flow?.close()
  port.close()
}
