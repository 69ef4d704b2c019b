import { expect, it } from 'vitest'
import { createOneAtATimeByKey } from './one-at-a-time-by-key'

const { signal } = new AbortController()

it('runs work of one key in order, also after a failure', async () => {
  const turns = createOneAtATimeByKey()
  const done: string[] = []
  /** The earlier pieces take longer, so that order is no accident. */
  const piece = (name: string, turns: number) => async () => {
    done.push(`${name} begins`)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    done.push(`${name} ends`)
    if (name === 'b') throw new Error('b fails')
  }
  const all = await Promise.allSettled([
    turns.run('x', signal, piece('a', 20)),
    turns.run('x', signal, piece('b', 5)),
    turns.run('x', signal, piece('c', 0)),
  ])
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

it('runs work of other keys at the same time', async () => {
  const turns = createOneAtATimeByKey()
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = turns.run('x', signal, () => promise)
  expect(await turns.run('y', signal, async () => 'done')).toBe('done')
  resolve()
  await first
})

it('gives up a turn on abort, and the next one still waits for the one before it', async () => {
  const turns = createOneAtATimeByKey()
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = new AbortController()
  let firstEnded = false
  const first = turns.run('x', signal, () =>
    promise.then(() => {
      firstEnded = true
    }),
  )
  const second = turns.run('x', cancel.signal, async () => expect.unreachable('it was cancelled'))
  const third = turns.run('x', signal, async () => firstEnded)
  cancel.abort()
  expect(await second).toBeNull()
  resolve()
  expect(await third).toBe(true)
  await first
})
