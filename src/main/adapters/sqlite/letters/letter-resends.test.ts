import { join } from 'node:path'
import type { NewDeadLetter } from '@main/ports/dead-letters'
import { lettersOf } from '@shared/model/letter-resend'
import { expect, it, onTestFinished } from 'vitest'
import { type EmbeddedDeadLetters, openEmbeddedDeadLetters } from '../dead-letters'
import { openDatabase } from '../open-database'
import { tempDir } from '../testing/temp-dir'

const PLACE = { epoch: 5, partition: 1, offset: 70 }

async function opened(): Promise<EmbeddedDeadLetters> {
  const { dir, remove } = tempDir()
  let at = 100
  const letters = await openEmbeddedDeadLetters(dir, { now: () => at++ })
  onTestFinished(async () => {
    await letters.close()
    remove()
  })
  return letters
}

function letter(offset: number, reason: string, dataset = 'shop'): NewDeadLetter {
  const place = { kind: 'log', epoch: 5, partition: 0, offset } as const
  return { dataset, place, reason, body: Buffer.from(`body ${offset}`), window: null }
}

it('groups what is open by its reason, the largest group first', async () => {
  const letters = await opened()
  await letters.add([letter(1, 'its schema 7 is not in the registry'), letter(2, 'wrong'), letter(3, 'wrong')])
  await letters.add([
    letter(4, 'its schema 12 is not in the registry'),
    letter(5, 'its schema 9 is not in the registry'),
  ])
  await letters.add([letter(1, 'wrong', 'web')])
  const schema = 'its schema … is not in the registry'
  expect((await letters.resends.groups()).map(({ dataset, reason, open }) => [dataset, reason, open])).toEqual([
    ['shop', schema, 3],
    ['shop', 'wrong', 2],
    ['web', 'wrong', 1],
  ])
  expect(await letters.resends.groups('web')).toEqual([
    { dataset: 'web', reason: 'wrong', open: 1, sending: 0, newestAt: 105 },
  ])
  const listed = await letters.list({ dataset: 'shop', reason: schema, limit: 10 })
  expect(listed.map(({ id }) => id)).toEqual([5, 4, 1])
})

it('claims each letter for one resend only', async () => {
  const { resends, ...letters } = await opened()
  await letters.add([letter(1, 'wrong'), letter(2, 'wrong'), letter(3, 'other')])
  const first = await resends.start('a', { dataset: 'shop', reason: 'wrong' })
  expect(first).toMatchObject({ id: 'a', reason: 'wrong', state: 'running', counts: { waiting: 2, stored: 0 } })
  const second = await resends.start('b', { dataset: 'shop' })
  expect(second?.counts.waiting).toBe(1)
  expect(await resends.start('c', { dataset: 'shop' })).toBeNull()
  expect((await resends.list({ limit: 5 })).map(({ id }) => id)).toEqual(['b', 'a'])
  expect(await resends.openCounts()).toEqual(new Map([['shop', { open: 0, sending: 3 }]]))
  expect(await resends.discard({ dataset: 'shop' }, 'old')).toBe(0)
})

it('counts every letter of a resend once, whatever becomes of it', async () => {
  const { resends, ...letters } = await opened()
  await letters.add([1, 2, 3, 4, 5, 6].map((offset) => letter(offset, 'wrong')))
  await resends.start('a', { dataset: 'shop' })
  await resends.refuse('a', [{ id: 1, reason: 'still wrong, line 7' }])
  await resends.markSent(
    'a',
    [2, 3, 4].map((id) => ({ id, place: { ...PLACE, offset: id }, eventTime: 9 })),
  )
  expect(await resends.stillWaiting('a', [1, 2, 5])).toEqual([5])
  expect((await resends.waiting('a', 1)).map(({ id, body }) => [id, Buffer.from(body).toString()])).toEqual([
    [5, 'body 5'],
  ])
  expect(await resends.sent('a', 2)).toEqual([
    { id: 2, place: { ...PLACE, offset: 2 }, eventTime: 9 },
    { id: 3, place: { ...PLACE, offset: 3 }, eventTime: 9 },
  ])
  await resends.settle('a', [
    { id: 2, outcome: 'stored' },
    { id: 3, outcome: 'dead' },
    { id: 4, outcome: 'lost' },
  ])
  await resends.cancel('a')
  await resends.release('a')
  await resends.finish('a')
  const ended = await resends.find('a')
  expect(ended).toMatchObject({
    state: 'cancelled',
    counts: { waiting: 0, sent: 0, stored: 1, dead: 2, kept: 3 },
  })
  expect(ended && lettersOf(ended.counts)).toBe(6)
  const states = (await letters.list({ limit: 10 })).map(({ id, state, reason }) => [id, state, reason])
  expect(states).toEqual([
    [6, 'open', 'wrong'],
    [5, 'open', 'wrong'],
    [4, 'open', 'wrong'],
    [3, 'replaced', 'wrong'],
    [2, 'stored', 'wrong'],
    [1, 'open', 'still wrong, line 7'],
  ])
  expect((await letters.list({ open: true, limit: 10 })).map(({ id }) => id)).toEqual([6, 5, 4, 1])
})

it('does not end a resend twice, or cancel one that has ended', async () => {
  const { resends, ...letters } = await opened()
  await letters.add([letter(1, 'wrong')])
  await resends.start('a', { dataset: 'shop' })
  await resends.setProblem('a', 'the store is away')
  expect((await resends.find('a'))?.problem).toBe('the store is away')
  await resends.finish('a')
  await resends.cancel('a')
  await resends.setProblem('a', 'too late')
  expect(await resends.find('a')).toMatchObject({ state: 'done', problem: null })
  expect(await resends.list({ limit: 5, unfinished: true })).toEqual([])
})

it('discards open letters with a reason, by group or one by one', async () => {
  const { resends, ...letters } = await opened()
  await letters.add([letter(1, 'wrong'), letter(2, 'wrong'), letter(3, 'other'), letter(4, 'other')])
  expect(await resends.discard({ dataset: 'shop', reason: 'wrong' }, 'test data')).toBe(2)
  expect(await resends.discard({ dataset: 'shop', ids: [1, 4] }, 'known')).toBe(1)
  const notes = (await letters.list({ limit: 10 })).map(({ state, note }) => [state, note])
  expect(notes).toEqual([
    ['discarded', 'known'],
    ['open', null],
    ['discarded', 'test data'],
    ['discarded', 'test data'],
  ])
  expect(await letters.count('shop')).toBe(4)
  expect(await resends.countOpen({ dataset: 'shop' })).toBe(1)
})

it('lists open letters of a selection, by id', async () => {
  const { resends, ...letters } = await opened()
  await letters.add([letter(1, 'wrong'), letter(2, 'wrong'), letter(3, 'wrong'), letter(4, 'wrong', 'web')])
  const ids = async (after: number, limit: number) =>
    (await resends.openLetters({ dataset: 'shop' }, after, limit)).map(({ id }) => id)
  expect(await ids(0, 2)).toEqual([1, 2])
  expect(await ids(2, 2)).toEqual([3])
})

it('removes the resends of a dataset that is cleared', async () => {
  const { resends, ...letters } = await opened()
  await letters.add([letter(1, 'wrong'), letter(1, 'wrong', 'web')])
  await resends.start('a', { dataset: 'shop' })
  await resends.start('b', { dataset: 'web' })
  await letters.clear('shop')
  expect((await resends.list({ limit: 5 })).map(({ id }) => id)).toEqual(['b'])
  expect(await resends.waiting('a', 5)).toEqual([])
})

it('groups the letters that an earlier version has written', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  const old = await openDatabase(join(dir, 'dead-letters.sqlite'), {
    version: 1,
    tables: `CREATE TABLE letter (
        id INTEGER PRIMARY KEY AUTOINCREMENT, dataset TEXT NOT NULL, at INTEGER NOT NULL, placeKey TEXT NOT NULL,
        place TEXT NOT NULL, inLog INTEGER NOT NULL, reason TEXT NOT NULL, window INTEGER, body BLOB NOT NULL,
        records INTEGER NOT NULL DEFAULT 1, UNIQUE (dataset, placeKey)
      );
      CREATE INDEX letter_by_window ON letter (dataset, window) WHERE inLog`,
  })
  const place = JSON.stringify({ kind: 'log', epoch: 5, partition: 0, offset: 1 })
  old.exec(
    `INSERT INTO letter VALUES (1, 'shop', 7, 'log 5 0 1', '${place}', 1, 'its schema 7 is unknown', NULL, x'00', 2)`,
  )
  await old.close()
  const letters = await openEmbeddedDeadLetters(dir)
  expect(await letters.resends.groups()).toMatchObject([{ reason: 'its schema … is unknown', open: 1 }])
  expect(await letters.list({ limit: 1 })).toMatchObject([{ state: 'open', note: null, records: 2 }])
  await letters.close()
})
