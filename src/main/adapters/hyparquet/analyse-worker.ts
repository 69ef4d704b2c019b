import { parentPort } from 'node:worker_threads'
import { analyseParquet } from './analyse-parquet'
import type { AnalysisAnswer, AnalysisRequest } from './messages'

/** A thread that analyses extracts, one after the other. */
const port = parentPort
if (!port) throw new Error('analyse-worker runs as a worker thread')

port.on('message', async ({ id, dataset, parquet }: AnalysisRequest) => {
  const answer = await analyseParquet(dataset, parquet).then(
    (analysis): AnalysisAnswer => ({ id, analysis }),
    (error: unknown): AnalysisAnswer => ({ id, problem: error instanceof Error ? error.message : String(error) }),
  )
  port.postMessage(answer)
})
