import type { Store, StoreRow } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset, Event } from '@shared/model/dataset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EPOCH, EVENT, event, rowsAt, WINDOW } from './testing/store-rows'

/** The part of every store's contract that the trace of an event uses. `store` is the one that the suite opened; `prepared` makes a new table in it. */
export function storeSearchContract(store: () => Store, prepared: () => Promise<Dataset>): void {
  describe('search', () => {
    const ID = '0011223344556677889900112233445'
    const shown = { type: undefined, errorsOnly: false, order: 'time' } as const
    /** Twenty rows one second apart, each faster than the one before; every fourth row is a failed BUY. */
    const filled = async () => {
      const dataset = await prepared()
      const rows = Array.from({ length: 20 }, (_, i): StoreRow => {
        const failed = i % 4 === 0
        const own = { kind: failed ? 'BUY' : 'LOOK', outcome: failed ? 'ERROR' : 'SUCCESS', small: 100 - i }
        const id = `00112233-4455-6677-8899-0000000000${String(i).padStart(2, '0')}`
        return { event: { ...EVENT, ...own, id, at: WINDOW + i * 1_000 }, epoch: EPOCH, partition: i % 3, offset: i }
      })
      await store().insert(dataset, rows)
      await store().insert(dataset, rowsAt([WINDOW - 1, WINDOW + MINUTE_MS], 1, 100))
      return dataset
    }
    const offsets = ({ rows }: { rows: { place: { offset: number } }[] }) => rows.map(({ place }) => place.offset)

    it("shows a limited number of a window's rows, and the total", async () => {
      const dataset = await filled()
      const found = await store().search.inWindow(dataset, WINDOW, shown, 5)
      expect(found.total).toBe(20)
      expect(offsets(found)).toEqual([0, 1, 2, 3, 4])
      expect(found.rows[1]?.event).toEqual({
        ...EVENT,
        small: 99,
        id: '00112233-4455-6677-8899-000000000001',
        at: WINDOW + 1_000,
      })
      expect(Math.abs((found.rows[1]?.storedAt ?? 0) - Date.now())).toBeLessThan(60_000)
    })

    it('shows rows by type, only failed ones, and the slowest first', async () => {
      const dataset = await filled()
      const some = async (filter: object) =>
        offsets(await store().search.inWindow(dataset, WINDOW, { ...shown, ...filter }, 3))
      expect(await some({ type: 'LOOK' })).toEqual([1, 2, 3])
      expect(await some({ errorsOnly: true })).toEqual([0, 4, 8])
      expect(await some({ errorsOnly: true, type: 'LOOK' })).toEqual([])
      expect(await some({ order: 'slowest', type: 'LOOK' })).toEqual([1, 2, 3])
      expect(await some({ type: "LOOK' OR 1 = 1 --" })).toEqual([])
      expect(await some({ errorCode: '96' })).toEqual([])
      const coded = { ...dataset, roles: { ...dataset.roles, errorCode: 'small' } }
      expect(offsets(await store().search.inWindow(coded, WINDOW, { ...shown, errorCode: '96' }, 3))).toEqual([4])
    })

    it('finds a row by its position and by its id, and counts the rows before it', async () => {
      const dataset = await filled()
      const row = await store().search.at(dataset, { epoch: EPOCH, partition: 7 % 3, offset: 7 })
      expect(row?.event.id).toBe('00112233-4455-6677-8899-000000000007')
      expect(await store().search.byId(dataset, '00112233-4455-6677-8899-000000000007')).toEqual(row)
      expect(row && (await store().search.before(dataset, row))).toBe(7)
      expect(row?.place).toEqual({ epoch: EPOCH, partition: 1, offset: 7 })
      expect(await store().search.at(dataset, { epoch: EPOCH, partition: 0, offset: 7 })).toBeNull()
      expect(await store().search.at(dataset, { epoch: 0, partition: 1, offset: 7 })).toBeNull()
      expect(await store().search.byId(dataset, ID)).toBeNull()
      expect(await store().search.byId({ ...dataset, roles: { ...dataset.roles, id: undefined } }, ID)).toBeNull()
    })

    it('returns every value unchanged', async () => {
      const dataset = await prepared()
      const events = fc.sample(event, { numRuns: 100, seed: 11 })
      await store().insert(
        dataset,
        events.map((event, offset) => ({ event, epoch: EPOCH, partition: 0, offset })),
      )
      const { rows } = await store().search.inWindow(dataset, WINDOW, shown, 500)
      const value = (one: unknown) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one)
      for (const { place, event: found } of rows) {
        const { single, double, ...exact } = events[place.offset] as Event
        expect(found).toMatchObject(exact)
        expect(Math.fround(Number(found.single))).toBe(Math.fround(Number(value(single))))
        expect(found.double).toBe(value(double) === 0 ? found.double : value(double))
      }
      expect(rows).toHaveLength(100)
    })
  })
}
