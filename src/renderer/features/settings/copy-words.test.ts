import { type CopyJob, NOTHING_COPIED } from '@shared/model/copy'
import type { Fault } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { copyNote, copyShare, copyTitle } from './copy-words'

const figures = { ...NOTHING_COPIED, events: 500, eventsTotal: 1_000, windowsTotal: 2, objectsTotal: 4 }
const job = (over: Partial<CopyJob>): CopyJob => ({
  id: 'one',
  from: 'embedded',
  to: 'docker',
  environment: null,
  state: 'running',
  step: 'events',
  claimed: true,
  startedAt: 0,
  endedAt: null,
  figures,
  eventsPerSecond: 250,
  secondsLeft: 2,
  differences: [],
  fault: null,
  ...over,
})

it('says how fast events are copied, and how long it takes', () => {
  expect(copyTitle(job({}))).toBe('Copying to Docker: events')
  expect(copyNote(job({}))).toBe('500 of 1,000 events · 250 events/s · about 2 s left')
  expect(copyNote(job({ eventsPerSecond: null, secondsLeft: null }))).toBe('500 of 1,000 events')
  expect(copyNote(job({ secondsLeft: 600 }))).toContain('about 10 min left')
})

it('says that the target cannot be used, if it holds a part of the copy', () => {
  const blocked = 'Docker cannot be used until the copy is finished or removed.'
  expect(copyNote(job({ state: 'cancelled' }))).toContain(blocked)
  const fault: Fault = { code: 'copy-target-used', to: 'docker', content: ['5 events', '2 windows'] }
  expect(copyNote(job({ state: 'failed', fault }))).toContain(blocked)
  expect(copyNote(job({ state: 'failed', fault, claimed: false }))).not.toContain(blocked)
})

it('calls an environment by its name', () => {
  expect(copyTitle(job({ to: 'external', environment: 'staging' }))).toBe('Copying to staging: events')
  const back = job({ from: 'external', to: 'docker', environment: 'staging', state: 'removing' })
  expect(copyNote(back)).toContain('staging keeps everything')
})

it('has a share that grows to the end', () => {
  expect(copyShare(job({}))).toBeCloseTo(0.4)
  expect(copyShare(job({ figures: NOTHING_COPIED }))).toBe(0)
  expect(copyShare(job({ state: 'done' }))).toBe(1)
})
