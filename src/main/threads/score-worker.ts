import { parentPort, workerData } from 'node:worker_threads'
import { score } from '@main/pipeline/score/score'
import type { ScoreTask } from '@shared/model/score'
import { analyseColumns } from '../adapters/hyparquet/analyse-columns'
import type { FromScoreWorker } from './score-in-worker'

/** A thread that scores the detector once, reports its progress, and ends. */
const port = parentPort
if (!port) throw new Error('score-worker runs as a worker thread')
const post = (message: FromScoreWorker) => port.postMessage(message)

post({
  kind: 'done',
  score: score(workerData as ScoreTask, analyseColumns, (progress) => post({ kind: 'progress', progress })),
})
