import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { MINUTE_MS } from '@shared/lib/time'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { windowOf } from '@shared/model/window'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHistory, type SessionHistory } from './open-history'

const clock = createVirtualClock()
const current = windowOf(clock.now())
const FIRST = current - 3 * MINUTE_MS

let dir: string
let history: SessionHistory
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-history-'))
  history = await openHistory(dir, { clock })
  await history.keeper.start({ rate: 200, known: [FIRST, current] })
})
afterEach(() => rm(dir, { recursive: true }))

const partly = (start: number) => history.partly(DEFAULT_DATASET, start)
const otherRate = (start: number) => history.otherRate(DEFAULT_DATASET, start)

it('knows that minutes of the history are whole, and that live ones up to the request may have another rate', async () => {
  await history.keeper.progress({ events: 10, reached: FIRST, fault: null })
  expect([partly(FIRST - 30 * MINUTE_MS), partly(FIRST - MINUTE_MS)]).toEqual([false, false])
  expect([partly(FIRST - 31 * MINUTE_MS), partly(FIRST)]).toEqual([null, null])
  expect([otherRate(FIRST - MINUTE_MS), otherRate(FIRST)]).toEqual([false, true])
  expect([otherRate(current), otherRate(current + MINUTE_MS)]).toEqual([true, false])
  expect(history.partly('access_log', FIRST - MINUTE_MS)).toBeNull()
  expect(history.otherRate('access_log', FIRST)).toBe(false)
})

it('knows the minute in which the history was cancelled', async () => {
  await history.keeper.progress({ events: 10, reached: FIRST - 10.5 * MINUTE_MS, fault: null })
  await history.keeper.cancel()
  expect([partly(FIRST - 12 * MINUTE_MS), partly(FIRST - 11 * MINUTE_MS)]).toEqual([false, true])
})

it('lets all windows close once the source has ended, also in the middle of the history', () => {
  expect(history.horizon(DEFAULT_DATASET)).toBe(FIRST - 30 * MINUTE_MS)
  expect(history.horizon('access_log')).toBe(Number.POSITIVE_INFINITY)
  history.sourceEnded()
  expect(history.horizon(DEFAULT_DATASET)).toBe(Number.POSITIVE_INFINITY)
})
