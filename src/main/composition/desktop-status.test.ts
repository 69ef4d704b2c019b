import { NO_WORK } from '@main/shell/quit-question'
import { expect, it } from 'vitest'
import { workOf } from './desktop-status'

const NONE = { replays: [], reanalysis: null, score: null, services: [], pulling: null }
const work = (jobs: Partial<Parameters<typeof workOf>[0]>) => workOf({ ...NONE, ...jobs })

it('finds no work in a quiet pipeline', () => {
  const done = [{ file: 'a', state: 'done', bytes: 1, bytesDone: 1 } as const]
  expect(work({ replays: done, reanalysis: { state: 'done', windows: 1, done: 1 } })).toEqual({
    work: NO_WORK,
    shares: [],
  })
})

it('finds uploads and replays with their shares', () => {
  const replays = [
    { file: 'a.log', state: 'running', bytes: 100, bytesDone: 25 } as const,
    { file: 'b.log', state: 'uploading', bytes: 0, bytesDone: 0 } as const,
  ]
  expect(work({ replays })).toEqual({
    work: { ...NO_WORK, uploads: ['b.log'], replays: ['a.log'] },
    shares: [null, 0.25],
  })
})

it('finds a reanalysis, a score and pulls', () => {
  const found = work({
    reanalysis: { state: 'running', windows: 10, done: 4 },
    score: { task: { hours: 24 }, progress: { hours: 6 } },
    services: [{ state: { state: 'pulling' } }, { state: { state: 'healthy' } }],
    pulling: { done: 1, total: 2 },
  })
  expect(found).toEqual({
    work: { ...NO_WORK, reanalysis: 6, scoring: true, pulls: 1 },
    shares: [0.4, 0.25, 0.5],
  })
  expect(work({ score: { task: { hours: 24 }, progress: null }, pulling: { done: 0, total: 0 } }).shares).toEqual([
    null,
    null,
  ])
})
