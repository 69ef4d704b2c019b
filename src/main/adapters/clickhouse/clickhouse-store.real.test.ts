import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chdbStoreServer } from '@main/adapters/chdb/chdb-store-server'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { storeContract } from '@main/ports/contracts/store.contract'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { openClickHouseStore } from './clickhouse-store'

describe('a ClickHouse store on the embedded engine', () => {
  storeContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'millrace-store-'))
    const server = await chdbStoreServer({
      launcher: nodeChildLauncher(() => undefined),
      module: new URL('../chdb/server.ts', import.meta.url),
      dir,
    }).start(new AbortController().signal)
    const store = openClickHouseStore(server.address)
    return {
      store,
      readRows: (parquet) => parquetReadObjects({ file: parquet.buffer as ArrayBuffer }),
      async close() {
        await store.close()
        await server.stop()
        await rm(dir, { recursive: true, force: true })
      },
    }
  })
})

it('says store-unavailable when nothing answers', async () => {
  const store = openClickHouseStore({ url: 'http://127.0.0.1:9', username: 'nobody', password: '' })
  await expect(store.ping()).rejects.toMatchObject({ fault: { code: 'store-unavailable' } })
  await expect(store.usage('t')).rejects.toMatchObject({ fault: { code: 'store-unavailable' } })
  await store.close()
})
