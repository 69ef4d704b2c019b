import { storeContract } from '@main/ports/contracts/store.contract'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openClickHouseStore } from './clickhouse-store'

const missing = await whyNoStack('clickhouse')

describe.skipIf(missing !== null)(`ClickHouse in a container${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let clickhouse: TestService
  beforeAll(async () => {
    clickhouse = await stack.start('clickhouse')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const open = (password = 'only-for-tests') =>
    openClickHouseStore({ url: `http://127.0.0.1:${clickhouse.port(8123)}`, username: 'millrace', password })

  describe('as a store', () => {
    storeContract(async () => {
      const store = open()
      return {
        store,
        readRows: (parquet) => parquetReadObjects({ file: parquet.buffer as ArrayBuffer }),
        close: () => store.close(),
      }
    })
  })

  it('reports that a wrong password is refused', async () => {
    const store = open('wrong')
    await expect(store.usage('t')).rejects.toMatchObject({
      fault: { code: 'store-unavailable', reason: expect.stringMatching(/authenticat|password/i) },
    })
    await store.close()
  })

  it('works again after it was killed', async () => {
    const store = open()
    await clickhouse.kill()
    await expect(store.usage('t')).rejects.toMatchObject({ fault: { code: 'store-unavailable' } })
    await clickhouse.startAgain()
    expect(await store.usage('t')).toEqual({ rows: 0, bytes: 0, parts: 0 })
    await store.close()
  })
})
