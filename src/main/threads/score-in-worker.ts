import { Worker } from 'node:worker_threads'
import type { Scorer } from '@main/pipeline/score/score-queue'
import type { Score, ScoreProgress } from '@shared/model/score'

export type FromScoreWorker =
  | { readonly kind: 'progress'; readonly progress: ScoreProgress }
  | { readonly kind: 'done'; readonly score: Score }

/** Scores on a separate thread, so that the caller stays responsive. `module` is the built `score-worker.ts`. */
export function scoreInWorker(module: URL): Scorer {
  return async (task, tell, signal) => {
    signal.throwIfAborted()
    const worker = new Worker(module, { workerData: task })
    // The thread holds only its own figures, so it needs no clean shutdown.
    const stop = () => void worker.terminate()
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await new Promise<Score>((resolve, reject) => {
        worker.on('message', (message: FromScoreWorker) => {
          if (message.kind === 'progress') tell(message.progress)
          else resolve(message.score)
        })
        worker.once('error', reject)
        worker.once('exit', (code) => reject(signal.reason ?? new Error(`its thread ended with code ${code}`)))
      })
    } finally {
      signal.removeEventListener('abort', stop)
      await worker.terminate()
    }
  }
}
