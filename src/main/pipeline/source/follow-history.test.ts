import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { FlowPorts } from '@main/ports'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { MINUTE_MS } from '@shared/lib/time'
import { type Dataset, DEFAULT_DATASET } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { windowOf } from '@shared/model/window'
import { expect, it } from 'vitest'
import { type HistoryProgress, newsItem, type Tell } from '../stage'
import { followHistory } from './follow-history'

const FAULTS: readonly Fault[] = [
  { code: 'log-unavailable', address: 'kafka', reason: 'gone' },
  { code: 'log-remade', address: 'kafka', topic: DEFAULT_DATASET },
]

it.each(FAULTS)('continues once the log answers again after $code', async (gone) => {
  const { datasets } = await loadDatasets(['resources/datasets'])
  const dataset = datasets.find(({ name }) => name === DEFAULT_DATASET) as Dataset
  const clock = createVirtualClock()
  const log = createMemoryEventLog(clock)
  await log.createTopic(dataset.name, dataset.partitions)
  log.failNext(gone, gone)
  const to = windowOf(clock.now())
  const history = { from: to - MINUTE_MS, to, rate: 100, events: 0, reached: to - MINUTE_MS }
  const ports: Partial<FlowPorts> = { clock, log }
  const stop = new AbortController()
  const progress: HistoryProgress[] = []
  const faults: (string | null)[] = []
  const context = {
    ports: ports as FlowPorts,
    datasets,
    counted: {},
    wanted: () => ({ settings: Settings.parse({}), starts: 1, history, replays: [] }),
    signal: stop.signal,
  }
  const tell: Tell = (kind, news) => {
    const item = newsItem(kind, news)
    if (item.kind === 'fault') faults.push(item.news?.code ?? null)
    if (item.kind !== 'history') return
    progress.push(item.news)
    if (item.news.reached === to) stop.abort()
  }
  await followHistory({ ...context, tell }, dataset, createJsonCodec())
  expect(progress.map(({ fault }) => fault).filter((fault) => fault !== null)).toEqual([])
  expect(faults).toEqual([gone.code, null])
  expect(log.records(dataset.name)).toHaveLength(progress.at(-1)?.events ?? 0)
})
