import { expect, it } from 'vitest'
import { type ChangelogEntry, decodeEntry, encodeEntry } from './changelog-entry'
import { createChangelogState } from './changelog-state'

const windowEntry = (start: number, logged: number): ChangelogEntry => ({
  kind: 'window',
  topic: 'shop',
  start,
  produced: logged,
  logged,
  epoch: 0,
})

it.each<ChangelogEntry>([
  { kind: 'writer', claim: 'a-b', appends: 3 },
  { kind: 'progress', source: 'replay:a/b/c', progress: '{"at":1}' },
  { kind: 'topic', topic: 'shop', appended: 2 ** 40, bytes: 2 ** 45 },
  windowEntry(-60_000, 4),
  { kind: 'epoch', topic: 'shop', epoch: 3_678_191_901_937_706, topicId: 'a1', since: [0, 7] },
])('an entry is read as it was written: %j', (entry) => {
  const { key, value } = encodeEntry(entry)
  expect(decodeEntry(key, value)).toEqual(entry)
})

it('passes over entries that it does not know', () => {
  const state = createChangelogState()
  state.apply(decodeEntry(Buffer.from('newer/thing'), Buffer.from('?')), 0)
  expect(state.position).toBe(1)
})

it('tells the windows that changed after a version, each once', () => {
  const state = createChangelogState()
  for (let i = 0; i < 10; i++) state.apply(windowEntry(i % 3, i), i)
  expect(state.windowsSince('shop', 0)).toEqual({
    version: 10,
    windows: [
      { start: 1, produced: 7, logged: 7, epoch: 0 },
      { start: 2, produced: 8, logged: 8, epoch: 0 },
      { start: 0, produced: 9, logged: 9, epoch: 0 },
    ],
  })
  expect(state.windowsSince('shop', 9).windows).toEqual([{ start: 0, produced: 9, logged: 9, epoch: 0 }])
  expect(state.windowsSince('shop', 10)).toEqual({ version: 10, windows: [] })
  expect(state.windowsSince('other', 5).windows).toEqual([])
})

it('tells the same after very many changes of few windows', () => {
  const state = createChangelogState()
  for (let i = 0; i < 10_000; i++) state.apply(windowEntry(i % 5, i), i)
  expect(state.windowsSince('shop', 0).windows.map(({ logged }) => logged)).toEqual([9995, 9996, 9997, 9998, 9999])
  expect(state.windowsSince('shop', 9_998).windows.map(({ logged }) => logged)).toEqual([9998, 9999])
})

it('takes nothing in twice', () => {
  const state = createChangelogState()
  state.apply({ kind: 'progress', source: 's', progress: 'new' }, 5)
  state.apply({ kind: 'progress', source: 's', progress: 'old' }, 4)
  expect(state.progress('s')).toBe('new')
  expect(state.position).toBe(6)
})

it('takes a window of an earlier version for one of epoch 0', () => {
  const entry = decodeEntry(Buffer.from('window/shop/60000'), Buffer.from('{"produced":2,"logged":3}'))
  expect(entry).toMatchObject({ start: 60_000, produced: 2, logged: 3, epoch: 0 })
})

it('knows the epochs of a topic, and forgets what was counted of one that was made again', () => {
  const state = createChangelogState()
  const begin = (epoch: number, topicId: string, since: number[]): ChangelogEntry => ({
    kind: 'epoch',
    topic: 'shop',
    epoch,
    topicId,
    since,
  })
  state.apply(begin(5, 'a', [0]), 0)
  state.apply(windowEntry(0, 4), 1)
  state.apply({ kind: 'topic', topic: 'shop', appended: 4, bytes: 40 }, 2)
  state.apply(begin(6, 'a', [4]), 3)
  state.apply(begin(6, 'a', [4]), 4)
  expect(state.epochs('shop').map(({ epoch, since }) => [epoch, since])).toEqual([
    [5, [0]],
    [6, [4]],
  ])
  expect(state.window('shop', 0).logged).toBe(4)
  state.apply(begin(7, 'b', [0]), 5)
  expect(state.epochs('shop').map(({ epoch }) => epoch)).toEqual([7])
  expect(state.window('shop', 0)).toEqual({ produced: 0, logged: 0, epoch: 0 })
  expect(state.topic('shop')).toEqual({ appended: 0, bytes: 0 })
})
