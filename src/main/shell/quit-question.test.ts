import { expect, it } from 'vitest'
import { NO_WORK, quitQuestion } from './quit-question'

it('asks nothing when nothing would be lost', () => {
  expect(quitQuestion(NO_WORK)).toBeNull()
})

it.each([
  [{ uploads: ['a.log'] }, 'The upload of a.log is lost.'],
  [{ replays: ['b.log'] }, 'The replay of b.log stops, and continues when you open Millrace again.'],
  [{ reanalysis: 1 }, '1 window is not analysed again.'],
  [{ reanalysis: 1_440 }, '1,440 windows are not analysed again.'],
  [{ scoring: true }, 'The running score is lost.'],
  [{ pulls: 2 }, '2 images are not pulled to the end.'],
])('names what is in progress: %j', (work, line) => {
  expect(quitQuestion({ ...NO_WORK, ...work })).toBe(line)
})

it('names everything at once', () => {
  const question = quitQuestion({ uploads: ['a'], replays: ['b', 'c'], reanalysis: 3, scoring: true, pulls: 1 })
  expect(question?.split('\n')).toHaveLength(6)
})
