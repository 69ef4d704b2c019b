import { parentPort } from 'node:worker_threads'
import { analyseParquet } from './analyse-parquet'
import type { WorkAnswer, WorkRequest, Works } from './messages'
import { readRow } from './read-row'
import { touchedRows } from './touched-rows'

/** A thread that analyses extracts, one after the other. */
const port = parentPort
if (!port) throw new Error('analyse-worker runs as a worker thread')

port.on('message', async (asked: WorkRequest) => {
  const { id } = asked
  const answer = await work(asked).then(
    (answer): WorkAnswer => ({ id, answer }),
    (error: unknown): WorkAnswer => ({ id, problem: error instanceof Error ? error.message : String(error) }),
  )
  port.postMessage(answer)
})

function work(asked: WorkRequest): Promise<Works[keyof Works]['answer']> {
  switch (asked.work) {
    case 'analyse':
      return analyseParquet(asked.dataset, asked.parquet)
    case 'row':
      return readRow(asked.parquet, asked.request)
    case 'touched':
      return touchedRows(asked.dataset.roles, asked.parquet, asked.request)
  }
}
