import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeadLetters, NewDeadLetter } from '../dead-letters'

export interface OpenedDeadLetters {
  readonly deadLetters: DeadLetters
  cleanup(): Promise<void>
}

const MINUTE = 1_700_000_040_000
const EPOCHS = [{ epoch: 5, since: [0, 0] }]

/** The contract of every dead letter store. */
export function deadLettersContract(name: string, open: () => Promise<OpenedDeadLetters>): void {
  describe(`${name} as dead letters`, () => {
    let opened: OpenedDeadLetters
    let letters: DeadLetters

    beforeEach(async () => {
      opened = await open()
      letters = opened.deadLetters
    })
    afterEach(() => opened.cleanup())

    it('keeps the whole record, its position and the reason', async () => {
      const body = Uint8Array.from({ length: 1_000 }, (_, i) => i % 256)
      await letters.add([{ ...inLog(2, 7), body, reason: 'the bytes are wrong' }])
      const [letter] = await letters.list({ limit: 10 })
      expect(letter).toMatchObject({
        dataset: 'shop',
        place: { kind: 'log', epoch: 5, partition: 2, offset: 7 },
        reason: 'the bytes are wrong',
        bytes: 1_000,
        window: MINUTE,
      })
      expect(Buffer.from((await letters.body(letter?.id ?? -1)) ?? [])).toEqual(Buffer.from(body))
      expect(await letters.body(987_654)).toBeNull()
    })

    it('removes the dead letters of a dataset that is cleared', async () => {
      await letters.add([inLog(0, 1), { ...inLog(0, 1), dataset: 'other' }])
      await letters.clear('shop')
      expect(await letters.count('shop')).toBe(0)
      expect(await letters.count('other')).toBe(1)
    })

    it('finds a dead letter by its position in the log', async () => {
      await letters.add([inLog(2, 7), inLine('a', 7)])
      const place = { epoch: 5, partition: 2, offset: 7 }
      expect(await letters.ofRecord('shop', place)).toMatchObject({ place })
      expect(await letters.ofRecord('shop', { ...place, partition: 7, offset: 2 })).toBeNull()
      expect(await letters.ofRecord('shop', { ...place, epoch: 0 })).toBeNull()
      expect(await letters.ofRecord('web', place)).toBeNull()
    })

    it('lists the positions of a range of the log that have a dead letter', async () => {
      await letters.add([inLog(2, 6), inLog(2, 7), inLog(2, 9), inLog(2, 10), inLog(1, 8), inLog(2, 8, 6)])
      await letters.add([{ ...inLog(2, 8), dataset: 'web' }, inLine('a', 8), inLog(0, 3, 0)])
      const places = await letters.among('shop', [
        { epoch: 5, partition: 2, from: 7, to: 10 },
        { epoch: 0, partition: 0, from: 0, to: 4 },
      ])
      expect(places).toHaveLength(3)
      expect(places).toEqual(
        expect.arrayContaining([
          { epoch: 5, partition: 2, offset: 7 },
          { epoch: 5, partition: 2, offset: 9 },
          { epoch: 0, partition: 0, offset: 3 },
        ]),
      )
      expect(await letters.among('shop', [])).toEqual([])
    })

    it('keeps an empty record', async () => {
      await letters.add([{ ...inLog(0, 0), body: new Uint8Array(0), window: null }])
      const [letter] = await letters.list({ limit: 10 })
      expect(letter).toMatchObject({ bytes: 0, preview: '', window: null })
      expect((await letters.body(letter?.id ?? -1))?.length).toBe(0)
    })

    it('shows the first bytes as text, unprintable characters as a dot', async () => {
      await letters.add([
        { ...inLog(0, 0), body: Buffer.from([0, 0x48, 0xc3, 0xa9, 0x0a, 0xff, 0x69]) },
        { ...inLog(0, 1), body: Buffer.from('x'.repeat(500)) },
      ])
      const [long, short] = await letters.list({ limit: 10 })
      expect(short?.preview).toBe('·Hé··i')
      expect(long?.preview).toBe('x'.repeat(120))
    })

    it('ignores a position that is added twice', async () => {
      await letters.add([inLog(0, 1), inLog(0, 1), inLine('a', 1)])
      await letters.add([
        { ...inLog(0, 1), reason: 'another' },
        { ...inLine('a', 1), reason: 'another' },
      ])
      expect(await letters.count()).toBe(2)
      expect((await letters.list({ limit: 10 })).map((letter) => letter.reason)).toEqual(['wrong', 'wrong'])
    })

    it('closes a letter when a closed copy of it is added, and never opens one', async () => {
      await letters.add([inLog(0, 1), inLog(0, 2)])
      const closed = { state: 'discarded', note: 'test data' } as const
      await letters.add([
        { ...inLog(0, 1), closed },
        { ...inLog(0, 3), closed: { state: 'stored', note: null } },
      ])
      await letters.add([inLog(0, 1), inLog(0, 3)])
      const states = (await letters.list({ limit: 10 })).map(({ state, note }) => [state, note])
      expect(states).toEqual([
        ['stored', null],
        ['open', null],
        ['discarded', 'test data'],
      ])
      expect(await letters.list({ open: true, limit: 10 })).toHaveLength(1)
      // The ledger counts the position, whatever was decided about its letter.
      expect((await letters.countByWindow('shop', [MINUTE], EPOCHS)).get(MINUTE)).toEqual({ current: 3, earlier: 0 })
    })

    it('lists the letters of one reason, whatever their numbers', async () => {
      await letters.add([
        { ...inLog(0, 1), reason: 'schema 7 is unknown' },
        { ...inLog(0, 2), reason: 'wrong' },
      ])
      await letters.add([{ ...inLog(0, 3), reason: 'schema 12 is unknown' }])
      const listed = await letters.list({ reason: 'schema … is unknown', limit: 10 })
      expect(listed.map(({ reason }) => reason)).toEqual(['schema 12 is unknown', 'schema 7 is unknown'])
    })

    it('distinguishes positions by dataset, epoch, partition, offset, replay and line', async () => {
      await letters.add([
        inLog(0, 1),
        inLog(0, 2),
        inLog(1, 1),
        inLog(1, 1, 0),
        inLog(1, 1, 6),
        { ...inLog(0, 1), dataset: 'web' },
        inLine('a', 1),
        inLine('a', 2),
        inLine('b', 1),
      ])
      expect(await letters.count()).toBe(9)
    })

    it('lists newest first, page by page, of one dataset or all', async () => {
      await letters.add(Array.from({ length: 5 }, (_, i) => inLog(0, i)))
      await letters.add([{ ...inLog(0, 0), dataset: 'web' }])
      const first = await letters.list({ dataset: 'shop', limit: 3 })
      const second = await letters.list({ dataset: 'shop', limit: 3, before: first.at(-1)?.id })
      expect([...first, ...second].map((letter) => (letter.place.kind === 'log' ? letter.place.offset : -1))).toEqual([
        4, 3, 2, 1, 0,
      ])
      expect((await letters.list({ limit: 1 }))[0]?.dataset).toBe('web')
    })

    it('counts an unreadable batch by its records', async () => {
      await letters.add([{ ...inLog(0, 1), records: 40 }, inLog(0, 41)])
      expect((await letters.list({ limit: 2 })).map(({ records }) => records)).toEqual([1, 40])
      expect(await letters.count()).toBe(41)
      expect(await letters.count('shop')).toBe(41)
      expect((await letters.countByWindow('shop', [MINUTE], EPOCHS)).get(MINUTE)).toEqual({ current: 41, earlier: 0 })
    })

    it('counts all, by dataset, and by window for those found in the log', async () => {
      await letters.add([inLog(0, 1), inLog(0, 2), inLine('a', 1), { ...inLog(0, 3), window: MINUTE + 60_000 }])
      await letters.add([{ ...inLog(0, 1), dataset: 'web' }])
      expect(await letters.count()).toBe(5)
      expect(await letters.count('shop')).toBe(4)
      const windows = [MINUTE, MINUTE + 60_000, MINUTE + 120_000]
      expect([...(await letters.countByWindow('shop', windows, EPOCHS)).values()]).toEqual([
        { current: 2, earlier: 0 },
        { current: 1, earlier: 0 },
        { current: 0, earlier: 0 },
      ])
    })

    it('separates dead letters of the current log from those of earlier logs and of another life of an older copy', async () => {
      await letters.add([inLog(0, 1), inLog(0, 9), inLog(0, 12, 6), inLog(0, 3, 0)])
      const epochs = [
        { epoch: 5, since: [0] },
        { epoch: 6, since: [9] },
      ]
      expect((await letters.countByWindow('shop', [MINUTE], epochs)).get(MINUTE)).toEqual({ current: 2, earlier: 2 })
      expect((await letters.countByWindow('shop', [MINUTE], [])).get(MINUTE)).toEqual({ current: 0, earlier: 4 })
    })
  })
}

function inLog(partition: number, offset: number, epoch = 5): NewDeadLetter {
  return {
    dataset: 'shop',
    place: { kind: 'log', epoch, partition, offset },
    reason: 'wrong',
    body: Buffer.from('body'),
    window: MINUTE,
  }
}

function inLine(replay: string, line: number): NewDeadLetter {
  return { ...inLog(0, 0), place: { kind: 'file', file: 'access.log', replay, line } }
}
