import { createFeed } from '@main/signals/feed'
import type { Fault } from '@shared/model/fault'
import type { DatasetTrouble } from '@shared/model/stage'
import { expect, it } from 'vitest'
import { unlessIncompatible } from './unless-incompatible'

function flowWith(...faults: Fault[]) {
  const list = (): DatasetTrouble[] => faults.map((fault) => ({ dataset: 'readings', stage: 'log', fault }))
  return { flow: { runner: { feed: createFeed([]) }, troubles: { list } } }
}
const ended = (over: AbortSignal) =>
  new Promise<string>((resolve) => {
    if (over.aborted) resolve('ended')
    over.addEventListener('abort', () => resolve('ended'))
  })
const { signal } = new AbortController()

it('ends work on a dataset whose schema cannot be used, with the reason', async () => {
  const fault: Fault = { code: 'schema-incompatible', subject: 's', problem: 'p' }
  await expect(unlessIncompatible(flowWith(fault), 'readings', signal, ended)).rejects.toMatchObject({ fault })
})

it('does the work otherwise', async () => {
  const passing: Fault = { code: 'dataset-unusable', dataset: 'readings', problem: 'p' }
  expect(await unlessIncompatible(flowWith(passing), 'readings', signal, async () => 'done')).toBe('done')
  expect(await unlessIncompatible(flowWith(), 'other', AbortSignal.abort(), ended)).toBe('ended')
})
