import type { RowCursor, Store, StoreRow, Stretch } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EPOCH, event, rowsAt, WINDOW } from './testing/store-rows'

/** The part of every store's contract that a copy uses. `store` is the one that the suite opened; `prepared` makes a new table in it. */
export function storePagesContract(store: () => Store, prepared: () => Promise<Dataset>): void {
  describe('pages of rows', () => {
    it('return every row as it was stored, oldest first, each once', async () => {
      const dataset = await prepared()
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (events) => {
          await store().clear(dataset)
          const rows = events.map((event, offset) => ({ event, epoch: EPOCH, partition: offset % 3, offset }))
          await store().insert(dataset, rows)
          const read = await pagesOf(dataset, null, 7)
          expect(read.map(({ event }) => event.at)).toEqual(events.map(({ at }) => at).sort(byNumber))
          const inOrder = [...read].sort((a, b) => a.offset - b.offset)
          expect(inOrder.map(asSingle)).toEqual(rows.map(asSingle))
        }),
        { numRuns: 15 },
      )
    })

    it('return large rows too, in more pages', async () => {
      const dataset = await prepared()
      const text = 'x'.repeat(900_000)
      const times = Array.from({ length: 100 }, (_, i) => WINDOW + i)
      for (let at = 0; at < times.length; at += 50) {
        const rows = rowsAt(times.slice(at, at + 50), 0, at)
        await store().insert(
          dataset,
          rows.map((row) => ({ ...row, event: { ...row.event, text } })),
        )
      }
      const read = await pagesOf(dataset, null, 5_000)
      expect(read.map(({ offset }) => offset)).toEqual(times.map((_, i) => i))
    })

    it('return only rows in the given ranges', async () => {
      const dataset = await prepared()
      await store().insert(dataset, [...rowsAt([WINDOW, WINDOW + 1, WINDOW]), ...rowsAt([WINDOW, WINDOW + 2], 1, 0, 7)])
      const within = [
        { epoch: EPOCH, partition: 0, from: 1, to: 3 },
        { epoch: 7, partition: 1, from: 0, to: 1 },
      ]
      const read = await pagesOf(dataset, within, 2)
      expect(read.map(({ epoch, offset }) => `${epoch} ${offset}`)).toEqual([`7 0`, `${EPOCH} 2`, `${EPOCH} 1`])
      expect(await store().pages.page(dataset, { after: null, within: [], limit: 5 })).toEqual([])
    })

    it('have equal sums if and only if their events are equal, wherever they are in the log', async () => {
      const [one, other] = [await prepared(), await prepared()]
      const times = [WINDOW, WINDOW, WINDOW + MINUTE_MS]
      await store().insert(one, rowsAt(times))
      await store().insert(other, rowsAt([...times].reverse(), 2, 50, 7))
      const sums = await store().pages.sums(one)
      expect(sums.map(({ start, rows }) => [start, rows])).toEqual([
        [WINDOW, 2],
        [WINDOW + MINUTE_MS, 1],
      ])
      expect(await store().pages.sums(other)).toEqual(sums)
      await store().clear(other)
      expect(await store().pages.sums(other)).toEqual([])
      await store().insert(other, [...rowsAt(times.slice(0, 2)), { ...(rowsAt(times.slice(2), 1)[0] as StoreRow) }])
      expect(await store().pages.sums(other)).toEqual(sums)
      await store().clear(other)
      const changed = rowsAt(times).map((row) => ({ ...row, event: { ...row.event, maybe_text: '' } }))
      await store().insert(other, changed)
      expect((await store().pages.sums(other))[0]).toMatchObject({ rows: 2 })
      expect((await store().pages.sums(other))[0]?.checksum).not.toBe(sums[0]?.checksum)
    })

    const pagesOf = async (dataset: Dataset, within: readonly Stretch[] | null, limit: number) => {
      const read: StoreRow[] = []
      for (let after: RowCursor | null = null; ; ) {
        const page: StoreRow[] = await store().pages.page(dataset, { after, within, limit })
        const last = page.at(-1)
        if (!last) return read
        read.push(...page)
        after = { ...last, time: Number(last.event.at) }
      }
    }
  })
}

function byNumber(a: unknown, b: unknown): number {
  return Number(a) - Number(b)
}

/** A float has fewer digits than a number in JavaScript. */
function asSingle(row: StoreRow): StoreRow {
  return { ...row, event: { ...row.event, single: Math.fround(Number(row.event.single)) } }
}
