import { appendFile, copyFile, mkdtemp, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { followedFiles } from '@main/adapters/line-file/followed-files'
import { lineFile } from '@main/adapters/line-file/line-file'
import type { Documents } from '@main/ports/documents'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { createOneAtATimeByKey } from '@shared/lib/one-at-a-time-by-key'
import type { Dataset } from '@shared/model/dataset'
import { FaultError, faultOf } from '@shared/model/fault'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followFiles } from './follow-files'
import { openReplayJobs, type ReplayJobs } from './replay-jobs'
import { replay } from './source/replay'
import { NOT_BEGUN } from './source/replay-progress'

const TOPIC = 'access_log'
const line = (n: number) =>
  `10.0.0.1 - - [17/May/2015:10:05:${String(n % 60).padStart(2, '0')} +0000] "GET /${n} HTTP/1.1" 200 10 "-" "test"\n`
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('')

/** Documents in memory, as JSON keeps them. */
function memoryDocuments(): Documents {
  const kept = new Map<string, string>()
  return {
    path: (name) => name,
    read: async (name) => JSON.parse(kept.get(name) ?? 'null'),
    write: async (name, value) => void kept.set(name, JSON.stringify(value)),
  }
}

describe('a followed file', () => {
  const codec = createJsonCodec()
  let dir = ''
  let dataset: Dataset
  let jobs: ReplayJobs
  let documents: Documents
  let log: ReturnType<typeof createMemoryEventLog>
  let reached = new Map<string, Parameters<ReplayJobs['progress']>[0]>()
  /** Files know the real time at which they were made. */
  const clock = { ...createVirtualClock(), now: () => Date.now() }
  const path = () => join(dir, 'access.log')

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-follow-'))
    dataset = (await loadDatasets(['resources/datasets'])).datasets.find(({ name }) => name === TOPIC) as Dataset
    log = createMemoryEventLog(clock)
    await log.createTopic(TOPIC, 6)
    documents = memoryDocuments()
    reached = new Map()
    jobs = await openReplayJobs(documents, clock)
  })
  afterEach(() => rm(dir, { recursive: true }))

  /** As the command line asks for it. */
  async function follow() {
    const place = await followedFiles.place(path())
    const found = await followedFiles.wholeLines(path(), 0, new AbortController().signal)
    await jobs.add(
      { id: 'f', file: 'access.log', dataset: TOPIC, speed: 'max', bytes: found.bytes, format: null, follow: true },
      path(),
    )
    await jobs.ready('f', { ...found, fileId: place?.fileId ?? '' })
    await settle()
  }

  /** Replays what is wanted, as the source does. */
  async function replayWanted() {
    for (const job of jobs.requests.value) {
      const progress = (news: Parameters<ReplayJobs['progress']>[0]) => void reached.set(job.id, news)
      const { signal } = new AbortController()
      const report = { count: () => undefined, fault: () => undefined, progress }
      const parts = { dataset, codec, lines: lineFile, log, deadLetters: createMemoryDeadLetters(clock), clock }
      await replay({ ...parts, job, report, oneAtATime: createOneAtATimeByKey(), signal }).catch((thrown) =>
        progress({
          ...{ id: job.id, bytes: job.bytes, ...NOT_BEGUN, format: null, earlier: null, done: false },
          fault: faultOf(thrown, 'Source'),
        }),
      )
      const news = reached.get(job.id)
      if (news) await jobs.progress(news)
    }
  }

  /** Looks at the files once. */
  async function look(files = followedFiles) {
    const stop = new AbortController()
    await followFiles(jobs, files, { ...clock, sleep: async () => stop.abort() }, stop.signal)
  }

  /** Looks at the files and replays until nothing is new. */
  async function settle() {
    for (let quiet = 0; quiet < 2; ) {
      const before = JSON.stringify(jobs.feed.value)
      await replayWanted()
      await look()
      quiet = JSON.stringify(jobs.feed.value) === before ? quiet + 1 : 0
    }
  }
  const seen = () => log.records(TOPIC).map(({ value }) => String(codec.decode(value).path))
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => `/${i}`)
  const states = () => jobs.feed.value.map(({ state }) => state).sort()

  it('brings each line once, and no line before its ending is there', async () => {
    await writeFile(path(), lines(0, 5) + line(5).slice(0, 30))
    await follow()
    expect([seen(), states()]).toEqual([upTo(5), ['following']])
    await appendFile(path(), line(5).slice(30) + lines(6, 9))
    await settle()
    expect([seen(), states()]).toEqual([upTo(9), ['following']])
    expect(jobs.feed.value[0]).toMatchObject({ events: 9, lines: 9, deadLetters: 0, earlier: null })
  })

  it('may be empty at first, and its windows may close while nothing comes', async () => {
    await writeFile(path(), '')
    await follow()
    expect(states()).toEqual(['following'])
    expect(jobs.horizon(TOPIC, 1_000)).toBe(1_000)
    await appendFile(path(), lines(0, 3))
    await settle()
    expect(seen()).toEqual(upTo(3))
  })

  it('is read to its end under its new name when it is rotated, and the new file is followed', async () => {
    await writeFile(path(), lines(0, 5))
    await follow()
    await rename(path(), `${path()}.1`)
    await appendFile(`${path()}.1`, lines(5, 7))
    await settle()
    expect([seen(), states()]).toEqual([upTo(7), ['following']])
    await appendFile(`${path()}.1`, line(7).trimEnd())
    await writeFile(path(), lines(8, 10))
    await settle()
    expect([seen(), states()]).toEqual([upTo(10), ['finishing', 'following']])
    await appendFile(path(), lines(10, 12))
    await settle()
    expect([seen(), states()]).toEqual([upTo(12), ['finishing', 'following']])
    expect(jobs.withSuccessors('f').map(({ events }) => events)).toEqual([8, 4])
  })

  it('is found again when it was rotated more than once meanwhile, without older files', async () => {
    await writeFile(`${path()}.9`, lines(100, 105))
    await sleep(50)
    await writeFile(path(), lines(0, 5))
    await follow()
    await rename(path(), `${path()}.2`)
    await appendFile(`${path()}.2`, lines(5, 6))
    await writeFile(`${path()}.1`, lines(6, 9))
    await sleep(10)
    await writeFile(`${path()}.3.gz`, gzipSync(lines(200, 205)))
    await sleep(10)
    await writeFile(path(), lines(9, 12))
    await settle()
    expect(seen()).toEqual(upTo(12))
    expect(jobs.withSuccessors('f').map(({ events }) => events)).toEqual([6, 3, 3])
    await appendFile(path(), lines(12, 14))
    await settle()
    expect([seen(), states()]).toEqual([upTo(14), ['finishing', 'finishing', 'following']])
  })

  it('is another file when it was emptied, whatever its length is then; its copy has the last lines', async () => {
    await writeFile(path(), lines(0, 5))
    await follow()
    await appendFile(path(), lines(5, 7))
    await copyFile(path(), `${path()}.1`)
    await truncate(path())
    await settle()
    expect(states()).toEqual(['finishing', 'following'])
    await appendFile(path(), lines(7, 20))
    await settle()
    expect([seen(), states()]).toEqual([upTo(20), ['finishing', 'finishing', 'following']])
    await appendFile(path(), lines(20, 21))
    await settle()
    expect(seen()).toEqual(upTo(21))
  })

  it('goes on in the next session, also when it was rotated meanwhile', async () => {
    await writeFile(path(), lines(0, 5))
    await follow()
    await jobs.keep()
    await appendFile(path(), lines(5, 8))
    await rename(path(), `${path()}.1`)
    await writeFile(path(), lines(8, 9))
    jobs = await openReplayJobs(documents, clock)
    await settle()
    expect([seen(), states()]).toEqual([upTo(9), ['finishing', 'following']])
  })

  it('is read again when it is replaced while it is read', async () => {
    await writeFile(path(), lines(0, 5))
    await follow()
    await appendFile(path(), lines(5, 8))
    const [file] = jobs.followed()
    const grown = await followedFiles.wholeLines(path(), 0, new AbortController().signal)
    await jobs.grown('f', { ...grown, path: path(), fileId: file?.fileId ?? '' })
    // Between the look and the replay, with as many bytes as before.
    await rename(path(), `${path()}.1`)
    await writeFile(path(), lines(8, 30))
    await settle()
    expect([seen(), states()]).toEqual([upTo(30), ['finishing', 'following']])
  })

  it('waits while there is no file, and fails with the reason when it cannot be read', async () => {
    await writeFile(path(), lines(0, 2))
    await follow()
    await unlink(path())
    await settle()
    expect(states()).toEqual(['following'])
    await writeFile(path(), Buffer.from([0x50, 0x4b, 0x03, 0x04, 10, 0, 10]))
    await settle()
    expect(jobs.feed.value[0]).toMatchObject({ state: 'failed', fault: { code: 'replay-file-unreadable' } })
  })

  it('is looked at again after it was renamed or emptied during a look', async () => {
    await writeFile(path(), lines(0, 2))
    await follow()
    await appendFile(path(), line(2))
    for (const code of ['replay-file-missing', 'replay-file-empty'] as const) {
      await look({
        ...followedFiles,
        wholeLines: () => Promise.reject(new FaultError({ code, file: path() })),
      })
      expect([code, states()]).toEqual([code, ['following']])
    }
    await settle()
    expect(seen()).toEqual(upTo(3))
  })

  it('waits while the disk of the data directory is full', async () => {
    await writeFile(path(), lines(0, 2))
    await follow()
    const { write } = documents
    documents.write = () => Promise.reject(new FaultError({ code: 'disk-full', dir }))
    await appendFile(path(), line(2))
    await look()
    await appendFile(path(), line(3))
    await look()
    documents.write = write
    await settle()
    expect([seen(), states()]).toEqual([upTo(4), ['following']])
  })

  it('ends when it is stopped, with its windows', async () => {
    await writeFile(path(), lines(0, 2))
    await follow()
    await jobs.endFollowing('f')
    expect(states()).toEqual(['finishing'])
    expect(jobs.horizon(TOPIC, 1_000)).toBe(Number.POSITIVE_INFINITY)
    await appendFile(path(), lines(2, 4))
    await settle()
    expect(seen()).toEqual(upTo(2))
    await expect(jobs.endFollowing('unknown')).rejects.toThrow(FaultError)
  })
})
