import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { DeadLetters } from '@main/ports/dead-letters'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Line, LineFile } from '@main/ports/line-file'
import { createOneAtATimeByKey } from '@shared/lib/one-at-a-time-by-key'
import type { Dataset, Event } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { ReplaySpeed } from '@shared/model/replay'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ReplayProgress } from '../stage'
import { replay } from './replay'
import type { ReplayOptions } from './replay-options'
import { NOT_BEGUN } from './replay-progress'

const TOPIC = 'access_log'
const LOG_FULL: Fault = { code: 'log-full', topic: TOPIC, bytes: 10, limit: 10 }
const START = Date.UTC(2015, 4, 17, 10)

/** A line with a request, this many seconds after the log's start. */
function request(seconds: number, status = 200): string {
  const [, day, , time] = /(\d+) (\w+) (.*)/.exec(new Date(START + seconds * 1_000).toUTCString().slice(5, 25)) ?? []
  const clock = new Date(START + seconds * 1_000).toISOString().slice(11, 19)
  return `10.0.0.${seconds % 250} - - [${day}/May/2015:${clock} +0000] "GET /a/${time ? 1 : 0} HTTP/1.1" ${status} 10 "-" "test"`
}

/** A file in memory, returned in batches of this many lines. */
function fileOf(content: readonly string[], perBatch = 100): LineFile & { readonly bytes: number } {
  const all: Line[] = []
  let end = 0
  for (const [i, text] of content.entries()) {
    const bytes = Buffer.from(text)
    end += bytes.length + 1
    all.push({ bytes, size: bytes.length, number: i + 1, end, whole: true })
  }
  return {
    bytes: end,
    identity: async () => expect.unreachable('the file was identified before'),
    headIdentity: async () => 'head',
    identities: async () => new Map(),
    firstLines: async () => all.slice(0, 200),
    firstLinesOf: async () => expect.unreachable('the file is on this machine'),
    async *read(_path, from, _until, signal) {
      for (let at = from.line; at < all.length && !signal.aborted; at += perBatch) yield all.slice(at, at + perBatch)
    },
  }
}

describe('a replay', () => {
  const codec = createJsonCodec((event) => (event.client === '10.0.0.13' ? 'an unlucky client' : null))
  let dataset: Dataset
  let clock: VirtualClock
  let log: MemoryEventLog
  let deadLetters: DeadLetters
  let progress: ReplayProgress[]
  let faults: (Fault | null)[]
  let counted: number

  beforeEach(async () => {
    dataset = (await loadDatasets(['resources/datasets'])).datasets.find(({ name }) => name === TOPIC) as Dataset
    clock = createVirtualClock()
    log = createMemoryEventLog(clock)
    deadLetters = createMemoryDeadLetters(clock)
    await log.createTopic(TOPIC, dataset.partitions)
    progress = []
    faults = []
    counted = 0
  })

  function options(
    lines: ReturnType<typeof fileOf>,
    speed: ReplaySpeed = 'max',
    signal = new AbortController().signal,
  ): ReplayOptions {
    const job = {
      id: 'r1',
      identity: 'abc',
      bytes: lines.bytes,
      path: '/logs/a.log',
      file: 'a.log',
      dataset: TOPIC,
      speed,
      format: null,
      follow: false,
      fileId: null,
      reached: NOT_BEGUN,
    }
    const report = {
      count: (events: number) => {
        counted += events
      },
      fault: (fault: Fault | null) => void faults.push(fault),
      progress: (news: ReplayProgress) => void progress.push(news),
    }
    const oneAtATime = createOneAtATimeByKey()
    return { job, dataset, codec, lines, log, deadLetters, clock, report, oneAtATime, signal }
  }
  const events = (): Event[] => log.records(TOPIC).map(({ value }) => codec.decode(value))
  const letters = async () => (await deadLetters.list({ limit: 1_000 })).map(({ place, reason }) => ({ place, reason }))

  const MIXED = [request(0), request(1, 404), 'not a log line', request(2), request(13), '', request(65)]

  it('turns each line into an event or a dead letter', async () => {
    await replay(options(fileOf(MIXED)))
    expect(events().map((event) => event.status_code)).toEqual([200, 404, 200, 200])
    const place = (line: number) => ({ kind: 'file', file: 'a.log', replay: 'abc', line, format: { name: 'combined' } })
    expect(await letters()).toEqual([
      { place: place(6), reason: 'the line is empty' },
      { place: place(5), reason: 'an unlucky client' },
      { place: place(3), reason: 'there is no time in square brackets after the user' },
    ])
    expect(Buffer.from((await deadLetters.body(1)) ?? []).toString()).toBe('not a log line')
    expect(counted).toBe(4)
    expect(progress.at(-1)).toMatchObject({
      id: 'r1',
      lines: 7,
      events: 4,
      deadLetters: 3,
      firstEventTime: START,
      eventTime: START + 65_000,
      done: true,
      fault: null,
    })
    expect(progress.at(-1)?.bytesDone).toBe(progress.at(-1)?.bytes)
  })

  it('writes its counts by window together with the records', async () => {
    await replay(options(fileOf(MIXED)))
    const { windows } = await log.windowCounts(TOPIC, 0)
    expect(windows).toMatchObject([
      { start: START, produced: 3, logged: 3 },
      { start: START + 60_000, produced: 1, logged: 1 },
    ])
    const marks = log.marks.filter(({ id }) => id === 'replay:abc')
    expect(marks.reduce((sum, { produced }) => sum + [...produced.values()].reduce((a, b) => a + b, 0), 0)).toBe(4)
  })

  it('resumes at any point where it stopped, with the same ids', async () => {
    const content = Array.from({ length: 57 }, (_, i) => (i % 10 === 3 ? 'broken' : request(i * 14)))
    await replay(options(fileOf(content)))
    const whole = events()
    const wholeLetters = await letters()
    for (let stopAfter = 1; stopAfter <= 12; stopAfter++) {
      log = createMemoryEventLog(clock)
      deadLetters = createMemoryDeadLetters(clock)
      await log.createTopic(TOPIC, dataset.partitions)
      // Each run is killed at an append: the next one knows only what is on disk then.
      for (let appends = stopAfter; ; appends = stopAfter) {
        const append = log.append
        log.append = async (...args) => {
          if (appends-- <= 0) throw new Error('killed')
          await append(...args)
        }
        const ended = await replay(options(fileOf(content, 5))).then(
          () => true,
          () => false,
        )
        log.append = append
        if (ended) break
      }
      expect(events()).toEqual(whole)
      expect(await letters()).toEqual(wholeLetters)
    }
  })

  it('continues after the lines it has written when their log is deleted or older, and reports that', async () => {
    const content = Array.from({ length: 40 }, (_, i) => (i % 10 === 3 ? 'broken' : request(i)))
    const whole = options(fileOf(content, 5))
    const written: Event[] = []
    for (const [appends, older] of [
      [3, false],
      [3, true],
      [Number.POSITIVE_INFINITY, false],
    ] as const) {
      const copy = log.copy()
      let left: number = appends
      const { append } = log
      log.append = async (...args) => {
        if (left-- <= 0) throw new Error('gone')
        await append(...args)
      }
      const job = { ...whole.job, reached: progress.at(-1) ?? NOT_BEGUN }
      const before = events().length
      await replay({ ...whole, job }).catch((thrown) => expect(thrown).toMatchObject({ message: 'gone' }))
      log.append = append
      if (job.reached !== NOT_BEGUN) {
        expect(progress.at(-1)?.earlier).toEqual({ kind: 'log-replaced', events: job.reached.events })
      }
      written.push(...events().slice(before))
      log.replaceBy(older ? copy : null)
    }
    expect(progress.at(-1)).toMatchObject({ done: true, lines: 40, events: 36, deadLetters: 4 })
    expect(written.map((event) => event.time)).toEqual(
      content.flatMap((line, i) => (line === 'broken' ? [] : [START + i * 1_000])),
    )
    expect(await deadLetters.count(TOPIC)).toBe(4)
  })

  it('writes dead letters before the position that passes them', async () => {
    const add = deadLetters.add
    const order: string[] = []
    deadLetters.add = async (all) => {
      await add(all)
      order.push('letters')
    }
    const append = log.append
    log.append = async (...args) => {
      await append(...args)
      if (args[2]?.id === 'replay:abc') order.push('mark')
    }
    await replay(options(fileOf(['broken', request(1)])))
    expect(order).toEqual(['letters', 'mark', 'mark'])
  })

  it('does nothing more once it is done', async () => {
    await replay(options(fileOf(MIXED)))
    const marks = log.marks.length
    const unread = { ...fileOf(MIXED), read: () => expect.unreachable('everything was read before') }
    await replay(options(unread))
    expect(log.marks).toHaveLength(marks)
    expect(events()).toHaveLength(4)
    expect(progress.at(-1)).toMatchObject({ done: true, events: 4 })
  })

  it.each([
    [1, 600],
    [60, 10],
  ])('takes, at speed %d, the time that the log took', async (speed, seconds) => {
    const started = clock.now()
    const content = Array.from({ length: 601 }, (_, i) => request(i))
    await replay({ ...options(fileOf(content), speed), codec: createJsonCodec() })
    const took = (clock.now() - started) / 1_000
    expect(took).toBeGreaterThan(seconds - 0.01)
    expect(took).toBeLessThan(seconds + 0.2)
    for (const { loggedAt, eventTime } of log.records(TOPIC)) {
      const late = loggedAt - (started + (eventTime - START) / speed)
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThan(120)
    }
  })

  it('sends events out of order at once, and waits out gaps of hours', async () => {
    const started = clock.now()
    await replay(options(fileOf([request(100), request(20), request(7_300), request(90)]), 60))
    expect(events().map((event) => (Number(event.time) - START) / 1_000)).toEqual([100, 20, 7_300, 90])
    expect((clock.now() - started) / 1_000).toBeCloseTo(120, 0)
    expect(log.records(TOPIC)[1]?.loggedAt).toBe(started)
  })

  it('stops soon after abort, also in a gap of hours', async () => {
    const end = new AbortController()
    const running = replay(options(fileOf([request(0), request(40_000)]), 1, end.signal))
    await clock.sleep(5_500, end.signal)
    end.abort()
    await running
    expect(events()).toHaveLength(1)
    expect(progress.at(-1)).toMatchObject({ done: false, lines: 1 })
    expect(progress.at(-1)?.bytesDone).toBe(request(0).length + 1)
  })

  it('reports its progress at most five times a second', async () => {
    const started = clock.now()
    await replay(options(fileOf(Array.from({ length: 200 }, (_, i) => request(i))), 60))
    const seconds = (clock.now() - started) / 1_000
    expect(progress.length).toBeLessThanOrEqual(5 * seconds + 2)
    expect(progress.length).toBeGreaterThan(3 * seconds)
  })

  it('waits while the log is full, then appends the same records', async () => {
    log.failNext(LOG_FULL, LOG_FULL)
    await replay(options(fileOf(MIXED)))
    expect(faults).toEqual([LOG_FULL, LOG_FULL, null])
    expect(events()).toHaveLength(4)
  })

  it('stays at most 200,000 records and a batch ahead of the sink', async () => {
    const line = request(1)
    let largest = 0
    const file = fileOf(Array<string>(230_000).fill(line), 5_000)
    const append = log.append
    log.append = async (...args) => {
      await append(...args)
      const { end } = await log.offsets(TOPIC)
      const lag = end.reduce((sum, n) => sum + n, 0) - (await log.committed(TOPIC)).reduce((sum, n) => sum + n, 0)
      largest = Math.max(largest, lag)
    }
    const stop = new AbortController()
    const sink = (async () => {
      while (!stop.signal.aborted) {
        await clock.sleep(1_000, stop.signal)
        await log.commit(TOPIC, (await log.offsets(TOPIC)).end)
      }
    })()
    const bytes = Buffer.from('an event')
    await replay({ ...options(file), codec: { ...codec, encode: () => bytes } })
    stop.abort()
    await sink
    expect(log.records(TOPIC)).toHaveLength(230_000)
    expect(largest).toBeLessThanOrEqual(204_000)
  })

  it('throws when no line is an event, and keeps all lines as dead letters', async () => {
    const nothing = { fault: { code: 'replay-nothing-parsed', file: 'a.log', dataset: TOPIC, lines: 3 } }
    await expect(replay(options(fileOf(['a', 'b', 'c'])))).rejects.toMatchObject(nothing)
    expect(await deadLetters.count(TOPIC)).toBe(3)
    await expect(replay(options(fileOf(['a', 'b', 'c'])))).rejects.toMatchObject(nothing)
    expect(await deadLetters.count(TOPIC)).toBe(3)
  })

  it('gives up a file whose first 10,000 lines all have another format', async () => {
    const running = replay(options(fileOf(Array<string>(50_000).fill('{"level":"info"}'), 1_000)))
    await expect(running).rejects.toMatchObject({ fault: { code: 'replay-nothing-parsed', lines: 10_000 } })
    expect(await deadLetters.count(TOPIC)).toBe(10_000)
  })

  it('refuses a format that the dataset does not take', async () => {
    const other = { ...dataset, name: 'user_interactions' }
    const running = options(fileOf(MIXED))
    const job = { ...running.job, format: { name: 'combined' } as const }
    await expect(replay({ ...running, job, dataset: other })).rejects.toMatchObject({
      fault: { code: 'replay-unsupported', dataset: 'user_interactions', format: 'combined' },
    })
  })
})
