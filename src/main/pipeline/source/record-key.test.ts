import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { createRecordKeys } from './record-key'

it('is the 16 bytes of a UUID, and otherwise the text', async () => {
  const [accessLog, interactions] = (await loadDatasets(['resources/datasets'])).datasets as [Dataset, Dataset]
  const user = '00112233-4455-6677-8899-aabbccddeeff'
  const byUser = createRecordKeys(interactions)
  expect(byUser({ user_id: user })).toEqual(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))
  expect(byUser({ user_id: user })).toBe(byUser({ user_id: user }))
  expect(createRecordKeys(accessLog)({ client: '::1' })).toEqual(Buffer.from('::1'))
})
