import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSavedLogEnds } from './saved-log-ends'

let dir: string
let end: number[]
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  dir = await mkdtemp(join(tmpdir(), 'millrace-reached-'))
  end = [3, 4]
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(dir, { recursive: true })
})

const open = () => openSavedLogEnds({ offsets: async () => ({ start: [0, 0], end }) }, dir, ['shop'])

it('saves the end of a topic once a second', async () => {
  const reached = await open()
  expect(reached.of('shop')).toEqual([])
  await reached.keep()
  end = [9, 9]
  await reached.keep()
  expect((await open()).of('shop')).toEqual([3, 4])
  vi.advanceTimersByTime(1_000)
  await reached.keep()
  expect((await open()).of('shop')).toEqual([9, 9])
})

it('keeps the requested start of an epoch until the epoch has begun', async () => {
  await (await open()).ask('shop', [1, 2])
  const next = await open()
  expect(next.askedFor('shop')).toEqual([1, 2])
  await next.begun()
  expect((await open()).askedFor('shop')).toBeNull()
})
