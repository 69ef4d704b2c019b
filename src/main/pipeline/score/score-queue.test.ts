import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Score, ScoreTask } from '@shared/model/score'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openScoreQueue, type Scorer } from './score-queue'

const TASK: ScoreTask = { scenarios: [], hours: 24, eventsPerMinute: 600, seed: 1 }
const TALLY = { incidents: 0, false_incidents: [], precision: null, recall: null, lines: [] }
const SCORE: Score = {
  ...TALLY,
  seed: 1,
  hours: 24,
  events_per_minute: 600,
  events: 864_000,
  windows: 1_440,
  false_alarms_per_day: 0,
  left_out: 0,
  seconds: { all: 9, analyse: 1, detect: 1 },
}

/** A scorer that finishes, or fails, when the test says so. */
function scorerByHand() {
  const hand = Promise.withResolvers<Score>()
  const scorer: Scorer = (_, tell, signal) => {
    tell({ hours: 3, events: 100, tally: TALLY })
    signal.addEventListener('abort', () => hand.reject(signal.reason))
    return hand.promise
  }
  return { scorer, ...hand }
}

const documents = new Map<string, unknown>()
const keeper = {
  read: async (name: string) => documents.get(name) ?? null,
  write: async (name: string, value: unknown) => void documents.set(name, value),
  path: (name: string) => name,
}
const clock = createVirtualClock()
let end: AbortController

beforeEach(() => {
  documents.clear()
  end = new AbortController()
})
afterEach(() => end.abort())

async function opened(scorer: Scorer) {
  const queue = await openScoreQueue(keeper, clock, scorer)
  const ended = queue.run(end.signal)
  const until = async (matches: (status: typeof queue.status.value) => boolean) => {
    for await (const status of queue.status.follow()) if (matches(status)) return status
    throw new Error('never')
  }
  return { queue, ended, until }
}

it('reports its progress, and keeps the result for the next start', async () => {
  const { scorer, resolve } = scorerByHand()
  const { queue, until } = await opened(scorer)
  queue.start(TASK)
  const { running } = await until(({ running: now }) => now?.progress != null)
  expect(running).toMatchObject({ task: TASK, progress: { hours: 3 } })
  resolve(SCORE)
  expect(await until(({ running: now }) => now === null)).toMatchObject({ last: { score: SCORE }, fault: null })
  expect((await openScoreQueue(keeper, clock, scorer)).status.value.last).toEqual({
    task: TASK,
    score: SCORE,
    endedAt: clock.now(),
  })
})

it('scores one at a time', async () => {
  const { queue } = await opened(scorerByHand().scorer)
  queue.start(TASK)
  expect(() => queue.start(TASK)).toThrow(expect.objectContaining({ fault: { code: 'score-running' } }))
})

it('keeps the last result when the next scoring is cancelled or fails', async () => {
  documents.set('score.json', { task: TASK, score: SCORE, endedAt: 1 })
  const cancelled = await opened(scorerByHand().scorer)
  cancelled.queue.start(TASK)
  cancelled.queue.cancel()
  expect(await cancelled.until(({ running }) => running === null)).toMatchObject({ fault: null, last: { endedAt: 1 } })

  const { scorer, reject } = scorerByHand()
  const failed = await opened(scorer)
  failed.queue.start(TASK)
  reject(new Error('no memory'))
  expect(await failed.until(({ running }) => running === null)).toMatchObject({
    fault: { code: 'stage-failed', reason: 'no memory' },
    last: { endedAt: 1 },
  })
})

it('is cancelled with the app', async () => {
  const { queue, ended } = await opened(scorerByHand().scorer)
  queue.start(TASK)
  end.abort()
  await ended
  expect(queue.status.value).toMatchObject({ running: null, fault: null })
})

it('ignores a damaged result', async () => {
  documents.set('score.json', { score: 'good' })
  expect((await openScoreQueue(keeper, clock, scorerByHand().scorer)).status.value.last).toBeNull()
})
