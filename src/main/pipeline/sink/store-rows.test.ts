import type { Store, StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { storeRows } from './store-rows'

const dataset = { name: 'user_interactions' } as Dataset
const row = (offset: number, bad: boolean): StoreRow => ({ epoch: 1, partition: 0, offset, event: { bad } })

function storeThatRefusesBadRows(stored: number[]): Pick<Store, 'insert'> {
  return {
    async insert(_dataset, rows) {
      if (rows.some(({ event }) => event.bad)) throw new FaultError({ code: 'store-rejected', reason: 'a bad row' })
      stored.push(...rows.map(({ offset }) => offset))
    },
  }
}

it('stores every good row in order and returns every bad one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (bads) => {
      const stored: number[] = []
      const refused: number[] = []
      const rows = bads.map((bad, offset) => row(offset, bad))
      await storeRows(storeThatRefusesBadRows(stored) as Store, dataset, rows, async ({ offset }) => {
        refused.push(offset)
      })
      expect(stored).toEqual(bads.flatMap((bad, offset) => (bad ? [] : [offset])))
      expect(refused).toEqual(bads.flatMap((bad, offset) => (bad ? [offset] : [])))
    }),
  )
})

it('throws every other fault, without refusing any row', async () => {
  const store = {
    insert: () => Promise.reject(new FaultError({ code: 'store-unavailable', reason: 'gone' })),
  } as Partial<Store> as Store
  const refuse = () => Promise.reject(new Error('must not be called'))
  await expect(storeRows(store, dataset, [row(0, true)], refuse)).rejects.toMatchObject({
    fault: { code: 'store-unavailable' },
  })
})
