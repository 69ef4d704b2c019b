import { parentPort } from 'node:worker_threads'
import { analyseParquet } from './analyse-parquet'
import type { WorkAnswer, WorkRequest, Works } from './messages'
import { readRow } from './read-row'
import { touchedRows } from './touched-rows'

/** A thread that analyses extracts, one after the other. */
const port = parentPort
if (!port) throw new Error('analyse-worker runs as a worker thread')

/** The work before ends first: two row groups are never in memory side by side. */
let last: Promise<void> = Promise.resolve()

port.on('message', (asked: WorkRequest) => {
  const { id } = asked
  last = last
    .then(() => work(asked))
    .then(
      (answer): WorkAnswer => ({ id, answer }),
      (error: unknown): WorkAnswer => ({ id, problem: error instanceof Error ? error.message : String(error) }),
    )
    .then((answer) => port.postMessage(answer))
})

function work(asked: WorkRequest): Promise<Works[keyof Works]['answer']> {
  switch (asked.work) {
    case 'analyse':
      return analyseParquet(asked.dataset, asked.file)
    case 'row':
      return readRow(asked.file, asked.request)
    case 'touched':
      return touchedRows(asked.dataset.roles, asked.file, asked.request)
  }
}
