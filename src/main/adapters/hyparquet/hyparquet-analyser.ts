import { Worker } from 'node:worker_threads'
import type { Analyser } from '@main/ports/analyser'
import type { Analysis } from '@shared/model/report'
import type { AnalysisAnswer, AnalysisRequest } from './messages'
import { rowsOf } from './read-columns'

interface Asked {
  readonly resolve: (analysis: Analysis) => void
  readonly reject: (error: Error) => void
}

/** A thread without work ends after this long: what a large extract took of memory goes back to the system with it. */
const IDLE_MS = 2_000

/** Analyses on a thread of its own. `module` is the built `analyse-worker.ts`; a thread that ended is started again. */
export function hyparquetAnalyser(module: URL): Analyser {
  const asked = new Map<number, Asked>()
  let lastId = 0
  let running: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  const start = () => {
    const worker = new Worker(module)
    // An idle analyser keeps no process alive.
    worker.unref()
    worker.on('message', (answer: AnalysisAnswer) => {
      const call = asked.get(answer.id)
      asked.delete(answer.id)
      if ('analysis' in answer) call?.resolve(answer.analysis)
      else call?.reject(new Error(answer.problem))
      if (asked.size === 0) rest(worker)
    })
    let problem: Error | undefined
    worker.once('error', (error) => {
      problem = error instanceof Error ? error : new Error(String(error))
    })
    worker.once('exit', () => {
      // Another thread has taken its place: what is asked is asked of that one.
      if (running !== undefined && running !== worker) return
      if (running === worker) running = undefined
      for (const { reject } of asked.values()) reject(problem ?? new Error('the analysing thread ended'))
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

  return {
    async countRows(parquet) {
      // Who counts is about to analyse: the thread comes up meanwhile.
      clearTimeout(idle)
      running ??= start()
      if (asked.size === 0) rest(running)
      return rowsOf(bufferOf(parquet))
    },
    async analyse({ roles, typeLabels }, parquet, signal) {
      signal?.throwIfAborted()
      clearTimeout(idle)
      running ??= start()
      const worker = running
      const id = ++lastId
      const answer = new Promise<Analysis>((resolve, reject) => asked.set(id, { resolve, reject }))
      const abort = () => {
        const call = asked.get(id)
        asked.delete(id)
        call?.reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
      }
      signal?.addEventListener('abort', abort, { once: true })
      const buffer = bufferOf(parquet)
      worker.ref()
      worker.postMessage({ id, dataset: { roles, typeLabels }, parquet: buffer } satisfies AnalysisRequest, [buffer])
      try {
        return await answer
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    async close() {
      clearTimeout(idle)
      await running?.terminate()
    },
  }
}

/** The bytes as a buffer of their own; copied only where they are a part of a larger one. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength) return buffer
  const copy = new ArrayBuffer(byteLength)
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength))
  return copy
}
