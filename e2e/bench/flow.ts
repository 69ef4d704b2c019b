import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { FlowSpec } from '@main/backends/backend'
import { openFlow } from '@main/backends/open-flow'
import { wantedBy } from '@main/pipeline/testing/wanted-by'
import type { LogRecord } from '@main/ports/event-log'
import { createFeed } from '@main/signals/feed'
import { runInWorker } from '@main/threads/run-in-worker'
import type { Dataset } from '@shared/model/dataset'
import { Settings } from '@shared/model/settings'
import { root } from '../support/millrace'

const stageWorker = pathToFileURL(`${root}/out/main/stage-worker.js`)
const APPEND = 4_000
const READ = 30_000
const POLL_MS = 20

/** Events per second of a backend's flow: each part alone and both at once, on the same threads as in the app. */
export interface FlowFigures {
  /** The source's stage: simulator, Avro, append. */
  readonly source: number
  /** Appends ready records, as many at a time as the source does. */
  readonly append: number
  readonly read: number
  /** The sink's stage, from a log full of events: read, decode, insert. */
  readonly sink: number
  /** Source and sink at the same time: events that reached the store. */
  readonly both: number
  /** Bytes of a record's key and value, on average. */
  readonly recordBytes: number
}

export async function measureFlow(spec: FlowSpec, dataset: Dataset, seconds: number): Promise<FlowFigures> {
  const flow = await openFlow(spec)
  const { log, store } = flow.ports
  const wanted = wantedBy(Settings.parse({ producer: { rate: 'max' } }))
  const run = (stageId: 'source' | 'sink', signal: AbortSignal) =>
    runInWorker(
      stageWorker,
      { stageId, spec, datasets: [dataset], counted: {} },
      createFeed(wanted),
      () => undefined,
      signal,
    )
  const appended = async () => (await log.usage(dataset.name)).appended
  const isStored = async () => {
    const [{ end }, committed] = await Promise.all([log.offsets(dataset.name), log.committed(dataset.name)])
    return end.every((offset, partition) => (committed[partition] ?? 0) >= offset)
  }

  try {
    await log.createTopic(dataset.name, dataset.partitions)
    await store.prepare(dataset, 30)

    const source = await withStage(run, 'source', async () => {
      // There is no sink here: count logged events as passed on, or the source would wait for a sink.
      const passOn = async () => log.commit(dataset.name, (await log.offsets(dataset.name)).end)
      while ((await appended()) === 0) await sleep(POLL_MS)
      const [from, since] = [await appended(), performance.now()]
      while (performance.now() - since < seconds * 1_000) {
        await passOn()
        await sleep(POLL_MS)
      }
      return ((await appended()) - from) / secondsSince(since)
    })
    const { rate: read, sample } = await readBack(log, dataset.name)
    await log.commit(dataset.name, new Array(dataset.partitions).fill(0))
    const toStore = await appended()
    const sink = await withStage(run, 'sink', async () => {
      const since = performance.now()
      while (!(await isStored())) await sleep(POLL_MS)
      return toStore / secondsSince(since)
    })
    const both = await withStage(run, 'sink', () =>
      withStage(run, 'source', async () => {
        const from = await appended()
        while ((await appended()) === from) await sleep(POLL_MS)
        const [before, since] = [(await store.usage(dataset.name)).rows, performance.now()]
        await sleep(seconds * 1_000)
        return ((await store.usage(dataset.name)).rows - before) / secondsSince(since)
      }),
    )
    const since = performance.now()
    let count = 0
    for (; performance.now() - since < seconds * 1_000; count += sample.length) await log.append(dataset.name, sample)
    const append = count / secondsSince(since)
    const bytes = sample.reduce((sum, { key, value }) => sum + key.length + value.length, 0)
    return { source, append, read, sink, both, recordBytes: Math.round(bytes / sample.length) }
  } finally {
    await flow.close()
  }
}

async function readBack(log: Awaited<ReturnType<typeof openFlow>>['ports']['log'], topic: string) {
  const { start, end } = await log.offsets(topic)
  const sample: LogRecord[] = []
  let [next, count]: [readonly number[], number] = [start, 0]
  const since = performance.now()
  while (end.some((offset, partition) => (next[partition] ?? 0) < offset)) {
    const read = await log.read(topic, next, READ)
    count += read.records.length
    next = read.next
    if (sample.length < APPEND) sample.push(...read.records.slice(0, APPEND - sample.length))
  }
  return { rate: count / secondsSince(since), sample }
}

async function withStage<T>(
  run: (stageId: 'source' | 'sink', signal: AbortSignal) => Promise<void>,
  stageId: 'source' | 'sink',
  work: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const ended = run(stageId, stop.signal)
  const failed = ended.then(() => Promise.reject(new Error(`the ${stageId} has ended`)))
  failed.catch(() => undefined)
  try {
    return await Promise.race([work(), failed])
  } finally {
    stop.abort()
    await ended
  }
}

function secondsSince(since: number): number {
  return (performance.now() - since) / 1_000
}
