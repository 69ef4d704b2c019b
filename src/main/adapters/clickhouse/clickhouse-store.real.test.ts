import { storeContract } from '@main/ports/contracts/store.contract'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { openClickHouseStore } from './clickhouse-store'
import { openEmbeddedStore } from './testing/embedded-store'

describe('a ClickHouse store on the embedded engine', () => {
  storeContract(async () => {
    const opened = await openEmbeddedStore()
    return { ...opened, readRows: (parquet) => parquetReadObjects({ file: parquet.buffer as ArrayBuffer }) }
  })
})

it('throws store-unavailable when nothing answers', async () => {
  const store = openClickHouseStore({ url: 'http://127.0.0.1:9', username: 'nobody', password: '' })
  await expect(store.ping()).rejects.toMatchObject({ fault: { code: 'store-unavailable' } })
  await expect(store.usage('t')).rejects.toMatchObject({ fault: { code: 'store-unavailable' } })
  await store.close()
})
