import { expect, it } from 'vitest'
import { counted } from './feed-limit'

async function* numbers() {
  yield 1
  yield 2
}

it('counts a feed from the call on, read or unread, until it ends or is cancelled', async () => {
  const connection = { feeds: 0 }
  const unread = counted(numbers(), connection)
  const read = counted(numbers(), connection)
  const left = counted(numbers(), connection)
  expect(connection.feeds).toBe(3)
  const seen: number[] = []
  for await (const n of read) seen.push(n)
  expect([seen, connection.feeds]).toEqual([[1, 2], 2])
  for await (const _ of left) break
  await unread.return?.()
  await unread.return?.()
  expect(connection.feeds).toBe(0)
})

it('refuses more feeds than all screens need together', () => {
  const connection = { feeds: 0 }
  const open = () => counted(numbers(), connection)
  for (let i = 0; i < 100; i++) open()
  expect(open).toThrow(expect.objectContaining({ fault: { code: 'too-many-feeds', most: 100 } }))
  expect(connection.feeds).toBe(100)
})
