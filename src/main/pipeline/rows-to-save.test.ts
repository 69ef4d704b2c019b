import type { PageQuery, RowPages, StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { rowsToSave } from './rows-to-save'

const schema: Dataset['schema'] = {
  type: 'record',
  name: 'rows',
  fields: [
    { name: 'at', type: 'long' },
    { name: 'raw', type: 'bytes' },
  ],
}
const dataset = { roles: { time: 'at' }, schema } as Partial<Dataset> as Dataset
const ROWS: StoreRow[] = Array.from({ length: 25 }, (_, n) => ({
  event: { at: Math.floor(n / 2) * 10, raw: new Uint8Array([n]) },
  epoch: 1,
  partition: n % 2,
  offset: n,
}))
const keyOf = ({ time, epoch, partition, offset }: NonNullable<PageQuery['after']>) => [time, epoch, partition, offset]

/** A store that answers with at most ten rows. */
const pages: RowPages = {
  async page(_, { after }) {
    const isBehind = (row: StoreRow) => {
      if (after === null) return true
      const key = keyOf({ ...row, time: Number(row.event.at) })
      const at = keyOf(after)
      const first = key.findIndex((part, i) => part !== at[i])
      return first >= 0 && (key[first] as number) > (at[first] as number)
    }
    return ROWS.filter(isBehind).slice(0, 10)
  },
  sums: async () => [],
}

async function read(from: number, to: number, signal = new AbortController().signal) {
  const parts = []
  for await (const part of rowsToSave(pages, dataset, { from, to }, signal)) parts.push(part)
  return parts
}

it('returns every row once, page by page', async () => {
  const parts = await read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  expect(parts.map((part) => part.length)).toEqual([10, 10, 5])
  expect(parts.flat().map(({ place }) => place.offset)).toEqual(ROWS.map(({ offset }) => offset))
  expect(parts[0]?.[1]?.event).toEqual({ at: 0, raw: 'AQ==' })
})

it('returns the rows of a range: its first moment belongs to it, its last one does not', async () => {
  const rows = (await read(20, 60)).flat()
  expect(rows.map(({ event }) => event.at)).toEqual([20, 20, 30, 30, 40, 40, 50, 50])
})

it('ends on abort', async () => {
  expect(await read(0, 60, AbortSignal.abort())).toEqual([])
})
