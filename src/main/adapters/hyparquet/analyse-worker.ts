import { parentPort } from 'node:worker_threads'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { analyseParquet } from './analyse-parquet'
import type { WorkAnswer, WorkRequest, Works } from './analyse-worker-messages'
import { countAffected } from './count-affected'
import { readRow } from './read-row'

/** A thread that analyses extracts, one after the other. */
const port = parentPort
if (!port) throw new Error('analyse-worker runs as a worker thread')

/** One at a time, so that two row groups are never in memory at once. */
const inTurn = oneAtATime()

port.on('message', (asked: WorkRequest) => {
  const { id } = asked
  void inTurn(() => work(asked)).then(
    (answer) => port.postMessage({ id, answer } satisfies WorkAnswer),
    (error: unknown) => port.postMessage({ id, problem: messageOf(error) } satisfies WorkAnswer),
  )
})

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function work(asked: WorkRequest): Promise<Works[keyof Works]['answer']> {
  switch (asked.work) {
    case 'analyse':
      return analyseParquet(asked.dataset, asked.file)
    case 'row':
      return readRow(asked.file, asked.request)
    case 'affected':
      return countAffected(asked.dataset.roles, asked.file, asked.request)
  }
}
