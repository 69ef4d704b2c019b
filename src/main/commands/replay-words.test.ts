import { ReplayJob } from '@shared/model/replay'
import { expect, it } from 'vitest'
import { replayProgressWords } from './replay-words'

const job = (part: Partial<ReplayJob>): ReplayJob =>
  ReplayJob.parse({
    id: 'a',
    file: 'a.log',
    dataset: 'access_log',
    speed: 'max',
    state: 'running',
    bytes: 1_000,
    bytesDone: 0,
    lines: 0,
    events: 0,
    deadLetters: 0,
    firstEventTime: null,
    eventTime: null,
    startedAt: 0,
    fault: null,
    ...part,
  })

it('says how far a replay is, and how long the rest takes', () => {
  const running = job({ bytesDone: 250, events: 1_234, deadLetters: 2 })
  expect(replayProgressWords([running], 1_000)).toBe('25 % · 1,234 events · 2 dead letters ')
  expect(replayProgressWords([running], 40_000)).toBe('25 % · 1,234 events · 2 dead letters · 2 min 0 s left ')
})

it('counts several files as one', () => {
  const jobs = [
    job({ bytesDone: 1_000, events: 10, state: 'finishing' }),
    job({ bytes: 3_000, bytesDone: 2_500, events: 20 }),
  ]
  expect(replayProgressWords(jobs, 35_000)).toBe('87 % · file 2 of 2 · 30 events · 0 dead letters · 5 s left ')
  expect(replayProgressWords([job({ bytesDone: 1_000 })], 35_000)).toBe('100 % · 0 events · 0 dead letters ')
})
