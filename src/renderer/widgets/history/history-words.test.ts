import { MINUTE_MS } from '@shared/lib/time'
import { HISTORY_MS, type HistoryJob } from '@shared/model/history'
import { expect, it } from 'vitest'
import { historyShare, historyWords } from './history-words'

const TO = Date.UTC(2026, 0, 5, 12, 30)
const job = (over: Partial<HistoryJob>): HistoryJob => ({
  state: 'running',
  from: TO - HISTORY_MS,
  to: TO,
  rate: 200,
  events: 0,
  reached: TO - HISTORY_MS,
  startedAt: TO,
  fault: null,
  ...over,
})

it('counts the minute it is at, up to the last', () => {
  expect(historyWords(job({}))).toContain('minute 1 of 30')
  expect(historyWords(job({ reached: TO - MINUTE_MS / 2 }))).toContain('minute 30 of 30')
  expect(historyWords(job({ reached: TO }))).toContain('minute 30 of 30')
  expect(historyShare(job({ reached: TO - 15 * MINUTE_MS }))).toBe(0.5)
})

it('names the range once it is there, and what a cancelled one has made', () => {
  expect(historyWords(job({ state: 'done' }))).toContain('12:00 to 12:30')
  expect(historyWords(job({ state: 'cancelled', reached: TO - 20 * MINUTE_MS }))).toContain('10 of 30')
})
