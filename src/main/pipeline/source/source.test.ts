import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { FlowPorts } from '@main/ports'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { noEventIntake } from '@main/ports/fakes/no-event-intake'
import { noLetterResends } from '@main/ports/fakes/no-letter-resends'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { LineFile } from '@main/ports/line-file'
import type { Dataset } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import { newsItem, type ReplayProgress } from '../stage'
import { NOT_BEGUN } from './replay-progress'
import { source } from './source-stage'

const TOPIC = 'access_log'
const LINE = '10.0.0.1 - - [17/May/2015:10:05:00 +0000] "GET / HTTP/1.1" 200 10 "-" "test"'

const FAULTS: readonly Fault[] = [
  { code: 'log-unavailable', address: 'kafka', reason: 'gone' },
  { code: 'log-remade', address: 'kafka', topic: TOPIC },
]

it.each(FAULTS)('resumes a replay once the log answers again after $code', async (gone) => {
  if (source.thread !== 'worker') throw new Error('the source has moved')
  const dataset = (await loadDatasets(['resources/datasets'])).datasets.find(({ name }) => name === TOPIC) as Dataset
  const clock = createVirtualClock()
  const log = createMemoryEventLog(clock)
  await log.createTopic(TOPIC, dataset.partitions)
  log.failNext(gone, gone)
  const bytes = Buffer.from(LINE)
  const lines: LineFile = {
    identity: async () => expect.unreachable('the file was identified before'),
    headIdentity: async () => 'head',
    identities: async () => new Map(),
    firstLines: async () => [],
    firstLinesOf: async () => expect.unreachable('the file is on this machine'),
    async *read(_path, from) {
      if (from.line === 0) yield [{ bytes, size: bytes.length, number: 1, end: bytes.length, whole: true }]
    },
  }
  const stop = new AbortController()
  const progress: ReplayProgress[] = []
  const faults: (string | null)[] = []
  await source.run({
    ports: {
      clock,
      log,
      deadLetters: createMemoryDeadLetters(clock),
      lines,
      resends: noLetterResends(),
      intake: noEventIntake(),
      registry: { register: async () => ({ id: 1 }), versions: async () => [] },
      codecs: { codec: () => createJsonCodec() },
    } as unknown as FlowPorts,
    datasets: [dataset],
    counted: {},
    wanted: () => ({
      settings: Settings.parse({ producer: { enabled: false } }),
      starts: 1,
      history: null,
      replays: [
        {
          id: 'r',
          identity: 'abc',
          bytes: bytes.length,
          path: '/a',
          file: 'a.log',
          dataset: TOPIC,
          speed: 'max',
          format: null,
          follow: false,
          fileId: null,
          reached: NOT_BEGUN,
        },
      ],
    }),
    tell: (kind, news) => {
      const item = newsItem(kind, news)
      if (item.kind === 'fault') faults.push(item.news?.code ?? null)
      if (item.kind !== 'replay') return
      progress.push(item.news)
      if (item.news.done) stop.abort()
    },
    signal: stop.signal,
  })
  expect(progress.map(({ fault }) => fault).filter((fault) => fault !== null)).toEqual([])
  expect(progress.at(-1)).toMatchObject({ done: true, events: 1 })
  expect(faults).toEqual([gone.code, null])
  expect(log.records(TOPIC)).toHaveLength(1)
})
