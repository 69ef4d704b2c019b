import { appendFile, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { lineFile } from '@main/adapters/line-file/line-file'
import type { DeadLetters } from '@main/ports/dead-letters'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { createOneAtATimeByKey, type OneAtATimeByKey } from '@shared/lib/one-at-a-time-by-key'
import type { EarlierReplay } from '@shared/model/replay'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replay } from './replay'
import { NOT_BEGUN } from './replay-progress'

const TOPIC = 'access_log'
const line = (n: number) =>
  `10.0.0.1 - - [17/May/2015:10:05:${String(n % 60).padStart(2, '0')} +0000] "GET /${n} HTTP/1.1" 200 10 "-" "test"\n`
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('')

describe('a log file that is replayed more than once', () => {
  let dir: string
  let log: MemoryEventLog
  let deadLetters: DeadLetters
  const codec = createJsonCodec()
  const { signal } = new AbortController()
  const clock = createVirtualClock()

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-grown-'))
    log = createMemoryEventLog(clock)
    await log.createTopic(TOPIC, 6)
    deadLetters = createMemoryDeadLetters(clock)
  })
  afterEach(() => rm(dir, { recursive: true }))

  /** Replays the file; returns what was known about it. */
  const replayed = async (name?: string) => (await identified(name, createOneAtATimeByKey()))()

  /** Its replay, ready to start. */
  async function identified(
    name = 'access.log',
    oneAtATime: OneAtATimeByKey,
  ): Promise<() => Promise<EarlierReplay | null>> {
    const path = join(dir, name)
    const [dataset] = (await loadDatasets(['resources/datasets'])).datasets.filter((one) => one.name === TOPIC)
    if (!dataset) throw new Error('the dataset is gone')
    const { identity, bytes } = await lineFile.identity(path, signal)
    return async () => {
      let earlier: EarlierReplay | null = null
      await replay({
        job: {
          id: 'r',
          identity,
          bytes,
          path,
          file: name,
          dataset: TOPIC,
          speed: 'max',
          format: null,
          follow: false,
          fileId: null,
          reached: NOT_BEGUN,
        },
        dataset,
        codec,
        lines: lineFile,
        log,
        deadLetters,
        clock,
        report: {
          count: () => undefined,
          fault: () => undefined,
          progress: (news) => {
            earlier = news.earlier
          },
        },
        oneAtATime,
        signal,
      })
      return earlier
    }
  }
  const paths = () => log.records(TOPIC).map(({ value }) => String(codec.decode(value).path))
  const file = (name = 'access.log') => join(dir, name)

  it('adds only the new lines of a file that has grown, even under another name', async () => {
    await writeFile(file(), lines(0, 20))
    expect(await replayed()).toBeNull()
    await appendFile(file(), lines(20, 30))
    expect(await replayed()).toEqual({ kind: 'grown', events: 20 })
    await writeFile(file('access.log.1'), lines(0, 45))
    expect(await replayed('access.log.1')).toEqual({ kind: 'grown', events: 30 })
    expect(paths()).toEqual(Array.from({ length: 45 }, (_, n) => `/${n}`))
  })

  it('adds each line once when an interrupted replay and the replay of the grown file run at the same time', async () => {
    await writeFile(file('first.log'), lines(0, 5_000))
    await writeFile(file(), lines(0, 9_000))
    const oneAtATime = createOneAtATimeByKey()
    const [first, grown] = [await identified('first.log', oneAtATime), await identified('access.log', oneAtATime)]
    expect(await Promise.all([first(), grown()])).toEqual([null, { kind: 'grown', events: 5_000 }])
    expect(paths()).toEqual(Array.from({ length: 9_000 }, (_, n) => `/${n}`))
  })

  it('adds nothing for the same file, nor for an earlier copy of it', async () => {
    for (const end of [20, 30, 40]) {
      await writeFile(file(), lines(0, end))
      await replayed()
    }
    for (const end of [20, 30, 40]) {
      await writeFile(file(), lines(0, end))
      expect(await replayed()).toMatchObject({ kind: 'same' })
    }
    expect(paths()).toHaveLength(40)
  })

  it('treats a file that begins the same and differs later as a new file, and reports that', async () => {
    await writeFile(file(), lines(0, 20))
    await replayed()
    await writeFile(file(), lines(0, 10) + lines(50, 70))
    expect(await replayed()).toEqual({ kind: 'changed', events: 0 })
    expect(paths()).toHaveLength(20 + 30)
  })

  it('treats a file that has grown differently than before as a new file', async () => {
    await writeFile(file(), lines(0, 20))
    await replayed()
    await writeFile(file(), lines(0, 30))
    await replayed()
    await writeFile(file(), lines(0, 20) + lines(60, 90))
    expect(await replayed()).toEqual({ kind: 'changed', events: 0 })
    expect(paths().slice(30)).toEqual([
      ...Array.from({ length: 20 }, (_, n) => `/${n}`),
      ...Array.from({ length: 30 }, (_, n) => `/${n + 60}`),
    ])
    await writeFile(file(), lines(0, 20))
    expect(await replayed()).toMatchObject({ kind: 'same' })
  })

  it('treats a truncated file as a new file', async () => {
    await writeFile(file(), lines(0, 20))
    await replayed()
    await truncate(file(), (await stat(file())).size - 5 * line(10).length)
    expect(await replayed()).toEqual({ kind: 'changed', events: 0 })
  })

  it('recognises a file that has grown after its replay stopped before the end', async () => {
    await writeFile(file(), lines(0, 5_000))
    const append = log.append
    let appends = 0
    log.append = async (...args) => {
      if (++appends > 2) throw new Error('killed')
      await append(...args)
    }
    await expect(replayed()).rejects.toThrow('killed')
    log.append = append
    const before = paths().length
    expect(before).toBeGreaterThan(0)
    await appendFile(file(), lines(5_000, 5_100))
    expect(await replayed()).toEqual({ kind: 'continued', events: before })
    expect(paths()).toEqual(Array.from({ length: 5_100 }, (_, n) => `/${n}`))
  })

  it('does not count the line ending that came after its line', async () => {
    await writeFile(file(), lines(0, 3).trimEnd())
    await replayed()
    await writeFile(file(), lines(0, 5))
    expect(await replayed()).toEqual({ kind: 'grown', events: 3 })
    expect(paths()).toHaveLength(5)
    expect(await deadLetters.count(TOPIC)).toBe(0)
  })

  it('keeps the rest of a line whose beginning was replayed as a dead letter', async () => {
    await writeFile(file(), lines(0, 2) + line(2).slice(0, 30))
    await replayed()
    await writeFile(file(), lines(0, 4))
    await replayed()
    expect(paths()).toEqual(['/0', '/1', '/3'])
    const letters = await deadLetters.list({ limit: 10 })
    const bodies = await Promise.all(letters.map(async ({ id }) => Buffer.from((await deadLetters.body(id)) ?? [])))
    expect(Buffer.concat(bodies.reverse()).toString()).toBe(line(2).trimEnd())
  })

  it('recognises a file that ended within its first line, however it has grown', async () => {
    await writeFile(file(), lines(0, 1).trimEnd())
    expect(await replayed()).toBeNull()
    expect(await replayed()).toEqual({ kind: 'same', events: 1 })
    await writeFile(file(), lines(0, 1))
    expect(await replayed()).toEqual({ kind: 'grown', events: 1 })
    await writeFile(file(), lines(0, 3))
    expect(await replayed()).toEqual({ kind: 'grown', events: 1 })
    await writeFile(file(), lines(0, 4))
    expect(await replayed()).toEqual({ kind: 'grown', events: 3 })
    expect(paths()).toEqual(['/0', '/1', '/2', '/3'])
    expect(await deadLetters.count(TOPIC)).toBe(0)
  })

  it('replays a first line once it is complete, even if its parts were dead letters', async () => {
    for (const length of [30, 45]) {
      await writeFile(file(), line(0).slice(0, length))
      await expect(replayed()).rejects.toMatchObject({ fault: { code: 'replay-nothing-parsed' } })
    }
    await writeFile(file(), lines(0, 3))
    expect(await replayed()).toBeNull()
    await writeFile(file(), lines(0, 4))
    expect(await replayed()).toEqual({ kind: 'grown', events: 3 })
    expect(paths()).toEqual(['/0', '/1', '/2', '/3'])
    expect(await deadLetters.count(TOPIC)).toBe(2)
  })

  it('does not confuse other files with an unfinished first line', async () => {
    await writeFile(file(), line(0).trimEnd())
    await replayed()
    await writeFile(file('other.log'), line(1).trimEnd())
    expect(await replayed('other.log')).toBeNull()
    await writeFile(file('other.log'), lines(1, 3))
    expect(await replayed('other.log')).toEqual({ kind: 'grown', events: 1 })
    expect(paths()).toEqual(['/0', '/1', '/2'])
  })

  it('recognises files of older versions, which kept only the progress', async () => {
    await writeFile(file(), lines(0, 20))
    const { identity, bytes } = await lineFile.identity(file(), signal)
    const progress = {
      offset: bytes,
      line: 20,
      events: 20,
      deadLetters: 0,
      firstEventTime: 1,
      eventTime: 2,
      done: true,
    }
    await log.append(TOPIC, [], { id: `replay:${identity}`, produced: new Map(), progress: JSON.stringify(progress) })
    expect(await replayed()).toEqual({ kind: 'same', events: 20 })
    await appendFile(file(), lines(20, 22))
    expect(await replayed()).toEqual({ kind: 'grown', events: 20 })
    expect(paths()).toEqual(['/20', '/21'])
  })
})
