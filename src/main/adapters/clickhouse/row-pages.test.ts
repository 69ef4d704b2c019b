import { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import type { Connection } from './connection'
import type { Query } from './queries'
import { rowPages } from './row-pages'

it.each([
  'string',
  { type: 'fixed', name: 'f', size: 50_000 },
  { type: 'bytes', logicalType: 'decimal', precision: 40_000, scale: 0 },
])('holds no more of large values in memory than a page takes: %j', async (type) => {
  const time = { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }
  const dataset = Dataset.parse({
    ...{ name: 'd', title: 'd', description: '', partitions: 1, roles: { time: 'at' } },
    schema: { type: 'record', name: 'd', fields: [time, { name: 'large', type }] },
  })
  const asked: Query[] = []
  const connection: Pick<Connection, 'rows'> = {
    async rows<T>(query: Query) {
      asked.push(query)
      return (query.sql.includes(' AS size') ? Array.from({ length: 1_000 }, () => ({ size: 50_000 })) : []) as T[]
    },
  }
  await rowPages(connection as Connection).page(dataset, { after: null, within: null, limit: 1_000 })
  expect(asked.at(-1)?.params?.limit).toBe(320)
})
