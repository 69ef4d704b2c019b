import { type EmbeddedStore, openEmbeddedStore } from '@main/adapters/clickhouse/testing/embedded-store'
import { plainDataset } from '@main/adapters/clickhouse/testing/plain-dataset'
import { systemClock } from '@main/adapters/clock/system-clock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsItem, type WindowStageContext } from './stage'
import { store } from './store-stage'
import { wantedBy } from './testing/wanted-by'

let opened: EmbeddedStore
beforeAll(async () => {
  opened = await openEmbeddedStore()
})
afterAll(() => opened.close())

it('adds a dataset whose table could not be made once it can be, while the others work', async () => {
  if (store.thread !== 'main') throw new Error('the store stage has moved')
  // A foreign table has the name, and it cannot have the columns that are needed.
  await opened.sql('CREATE TABLE taken (n UInt8) ENGINE = Memory')
  const stop = new AbortController()
  const news: string[] = []
  const ports: Partial<WindowStageContext['ports']> = {
    clock: systemClock(),
    store: opened.store,
    storeServer: {
      start: async () => ({ ...opened.server, exited: new Promise(() => undefined), stop: async () => undefined }),
    },
  }
  const context: Partial<WindowStageContext> = {
    ports: ports as WindowStageContext['ports'],
    datasets: [plainDataset('taken'), plainDataset('welcome')],
    wanted: () => wantedBy(),
    tell: (kind, value) => {
      const item = newsItem(kind, value)
      if (item.kind === 'ready') news.push('ready')
      if (item.kind === 'dataset') news.push(`${item.news.dataset} ${item.news.fault?.code ?? 'works'}`)
    },
    signal: stop.signal,
  }
  const running = store.run(context as WindowStageContext)
  await expect.poll(() => news, { timeout: 20_000 }).toEqual(['taken dataset-unusable', 'welcome works', 'ready'])
  await opened.sql('DROP TABLE taken')
  await expect.poll(() => news.at(-1), { timeout: 20_000 }).toBe('taken works')
  expect(await opened.store.usage('taken')).toMatchObject({ rows: 0 })
  expect(await opened.sql('SELECT count() FROM taken')).toBe('0')
  stop.abort()
  await running
})
