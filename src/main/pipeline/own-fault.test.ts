import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { createDatasetTroubles } from './dataset-troubles'
import { ownFault, readyOnes } from './own-fault'
import { newsItem, type Tell } from './stage'

const dataset = { name: 'readings' } as Dataset
const other = { name: 'clicks' } as Dataset
const { signal } = new AbortController()
const clock = createVirtualClock()
const answering = { clock, store: { ping: async () => undefined } }
const silent = { clock, store: { ping: () => Promise.reject(new Error('gone')) } }
const rejected = new FaultError({ code: 'store-unavailable', reason: 'there is no such table' })

it('takes a refusal of a store that answers for the dataset’s own fault, and silence for everybody’s', async () => {
  expect(await ownFault(answering, dataset, rejected, signal)).toEqual({
    code: 'dataset-unusable',
    dataset: 'readings',
    problem: 'there is no such table',
  })
  expect(await ownFault(silent, dataset, rejected, signal)).toBeNull()
})

it('takes a full disk for everybody’s fault, and an error of the schema for the dataset’s own', async () => {
  expect(await ownFault(answering, dataset, new FaultError({ code: 'disk-full', dir: '/data' }), signal)).toBeNull()
  const problem = 'invalid "enum" default'
  expect(await ownFault(answering, dataset, new Error(problem), signal)).toMatchObject({
    code: 'dataset-unusable',
    problem,
  })
})

it('prepares the others, and says which one is left out', async () => {
  const told: { dataset: string; fault: Fault | null }[] = []
  const tell: Tell = (kind, news) => {
    const item = newsItem(kind, news)
    if (item.kind === 'dataset') told.push(item.news)
  }
  const ready = await readyOnes({ ports: answering, tell, signal }, [dataset, other], async ({ name }) => {
    if (name === 'readings') throw rejected
  })
  expect(ready).toEqual([other])
  expect(told).toMatchObject([
    { dataset: 'readings', fault: { code: 'dataset-unusable' } },
    { dataset: 'clicks', fault: null },
  ])
})

it('throws what stops all of them', async () => {
  const work = readyOnes({ ports: silent, tell: () => undefined, signal }, [dataset, other], () =>
    Promise.reject(rejected),
  )
  await expect(work).rejects.toBe(rejected)
})

it('keeps a dataset from the stages after the one that refused it, until it is well again', () => {
  const troubles = createDatasetTroubles([])
  const fault: Fault = { code: 'dataset-unusable', dataset: 'readings', problem: 'x' }
  troubles.put('store', 'readings', fault)
  expect(troubles.usable([dataset, other], 'log')).toEqual([dataset, other])
  expect(troubles.usable([dataset, other], 'store')).toEqual([dataset, other])
  expect(troubles.usable([dataset, other], 'sink')).toEqual([other])
  expect(troubles.list()).toEqual([{ stage: 'store', dataset: 'readings', fault }])
  troubles.put('store', 'readings', null)
  expect(troubles.usable([dataset, other], 'sink')).toEqual([dataset, other])
})
