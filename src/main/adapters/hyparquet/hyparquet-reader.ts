import { Worker } from 'node:worker_threads'
import type { ExtractReader } from '@main/ports/extract-reader'
import type { Dataset } from '@shared/model/dataset'
import type { WorkAnswer, WorkRequest, Works } from './analyse-worker-messages'
import { withParquetFile } from './parquet-file'

interface Asked {
  readonly resolve: (answer: Works[keyof Works]['answer']) => void
  readonly reject: (error: Error) => void
}

/** An idle thread ends after this long and returns the memory of a large extract to the system. */
const IDLE_MS = 2_000
/** Decoded values live for one row group: a small young generation is collected often, and the thread stays small for files of any size. */
const HEAP = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 }

/** Analyses on a separate thread. `module` is the built `analyse-worker.ts`; an ended thread is restarted. */
export function hyparquetReader(module: URL): ExtractReader {
  const asked = new Map<number, Asked>()
  let lastId = 0
  let running: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  const start = () => {
    const worker = new Worker(module, { resourceLimits: HEAP })
    // An idle analyser does not keep the process running.
    worker.unref()
    worker.on('message', (answer: WorkAnswer) => {
      const call = asked.get(answer.id)
      asked.delete(answer.id)
      if ('answer' in answer) call?.resolve(answer.answer)
      else call?.reject(new Error(answer.problem))
      if (asked.size === 0) rest(worker)
    })
    let problem: Error | undefined
    worker.once('error', (error) => {
      problem = error instanceof Error ? error : new Error(String(error))
    })
    worker.once('exit', () => {
      // Another thread has replaced it, and owns the pending calls.
      if (running !== undefined && running !== worker) return
      if (running === worker) running = undefined
      for (const { reject } of asked.values()) reject(problem ?? new Error('the analysis thread ended'))
      asked.clear()
    })
    return worker
  }

  const rest = (worker: Worker) => {
    worker.unref()
    idle = setTimeout(() => {
      if (running === worker) running = undefined
      void worker.terminate()
    }, IDLE_MS).unref()
  }

  const ask = async <K extends keyof Works>(
    work: K,
    request: Works[K]['request'],
    { roles, typeLabels }: Dataset,
    file: string,
    signal: AbortSignal | undefined,
  ): Promise<Works[K]['answer']> => {
    signal?.throwIfAborted()
    clearTimeout(idle)
    running ??= start()
    const worker = running
    const id = ++lastId
    const answer = new Promise<Works[K]['answer']>((resolve, reject) => asked.set(id, { resolve, reject }))
    const abort = () => {
      const call = asked.get(id)
      asked.delete(id)
      call?.reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
      // Otherwise a large window would be read to its end, although its answer is no longer needed.
      if (asked.size === 0 && running === worker) {
        running = undefined
        void worker.terminate()
      }
    }
    signal?.addEventListener('abort', abort, { once: true })
    worker.ref()
    worker.postMessage({ id, work, request, dataset: { roles, typeLabels }, file } as WorkRequest)
    try {
      return await answer
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  return {
    async countRows(file) {
      // An analysis follows soon after a count: start the thread meanwhile.
      clearTimeout(idle)
      running ??= start()
      if (asked.size === 0) rest(running)
      return withParquetFile(file, async ({ rows }) => rows)
    },
    analyse: (dataset, file, signal) => ask('analyse', null, dataset, file, signal),
    row: (dataset, file, row, signal) => ask('row', row, dataset, file, signal),
    countAffected: (dataset, file, questions, signal) => ask('affected', questions, dataset, file, signal),
    async close() {
      clearTimeout(idle)
      await running?.terminate()
    },
  }
}
