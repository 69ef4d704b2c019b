import type { LiveSecond, LiveUpdate } from '@shared/model/live-second'
import { expect, it, onTestFinished } from 'vitest'
import { createLiveMinutes, type LiveMinutes } from './live-minutes'

const second = (at: number, events: number, p50 = 5): LiveSecond => ({
  second: at,
  types: { A: { events, errors: 1 } },
  latency: { p50, p95: p50, p99: p50 },
})
const put = (board: LiveMinutes, counted: number, ...seconds: LiveSecond[]) =>
  board.put({ dataset: 'clicks', seconds, counted: [counted] })

async function first(board: LiveMinutes): Promise<LiveUpdate> {
  const { value } = await board.follow('clicks').next()
  if (!value) throw new Error('a feed begins with all seconds')
  return value
}

it('replaces a second’s counts each time the same run reports it', async () => {
  const board = createLiveMinutes()
  put(board, 3, second(100, 3))
  put(board, 7, second(100, 7), second(101, 1))
  expect((await first(board)).seconds).toMatchObject([{ types: { A: { events: 7 } } }, { second: 101 }])
})

it('adds the counts of a second run of the sink for the same second, and returns where that run must begin', async () => {
  const board = createLiveMinutes()
  put(board, 40, second(100, 40))
  expect(board.beginRun()).toEqual({ clicks: [40] })
  expect((await first(board)).seconds).toMatchObject([{ types: { A: { events: 40, errors: 1 } } }])
  put(board, 41, second(100, 1, 90))
  put(board, 50, second(100, 10, 90))
  expect((await first(board)).seconds).toEqual([
    { second: 100, types: { A: { events: 50, errors: 2 } }, latency: { p50: 5, p95: 5, p99: 5 } },
  ])
  expect(board.beginRun()).toEqual({ clicks: [50] })
})

it('sends followers the waiting count, even while nothing is counted', async () => {
  const board = createLiveMinutes()
  put(board, 1, second(100, 1))
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const feed = board.follow('clicks', stop.signal)
  expect((await feed.next()).value).toMatchObject({ reset: true, waiting: 0 })
  board.waits('clicks', 113_000)
  expect((await feed.next()).value).toEqual({ reset: false, seconds: [], waiting: 113_000 })
})

it('keeps as many seconds as the charts need', async () => {
  const board = createLiveMinutes()
  put(board, 1, second(100, 1), second(400, 1))
  put(board, 2, second(411, 1))
  expect((await first(board)).seconds.map((one) => one.second)).toEqual([400, 411])
})
