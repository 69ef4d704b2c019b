import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import { StageId } from '@shared/model/stage'
import { expect, it } from 'vitest'
import { createDatasetTroubles } from './dataset-troubles'
import { datasetFault, prepareDatasets, prepareLeftOut } from './retry-dataset'
import { newsItem, type Tell } from './stage'

const dataset = { name: 'readings' } as Dataset
const other = { name: 'clicks' } as Dataset
const { signal } = new AbortController()
const clock = createVirtualClock()
const answering = { clock, store: { ping: async () => undefined } }
const silent = { clock, store: { ping: () => Promise.reject(new Error('gone')) } }
const rejected = new FaultError({ code: 'store-unavailable', reason: 'there is no such table' })

it('blames the dataset when a reachable store refuses it, and everything when the store does not answer', async () => {
  expect(await datasetFault(answering, dataset, rejected, signal)).toEqual({
    code: 'dataset-unusable',
    dataset: 'readings',
    problem: 'there is no such table',
  })
  expect(await datasetFault(silent, dataset, rejected, signal)).toBeNull()
})

it('blames everything when the disk is full, and the dataset when its schema is wrong', async () => {
  expect(await datasetFault(answering, dataset, new FaultError({ code: 'disk-full', dir: '/data' }), signal)).toBeNull()
  const problem = 'invalid "enum" default'
  expect(await datasetFault(answering, dataset, new Error(problem), signal)).toMatchObject({
    code: 'dataset-unusable',
    problem,
  })
})

it('prepares the other datasets, and reports which one is left out', async () => {
  const reported: { dataset: string; fault: Fault | null }[] = []
  const tell: Tell = (kind, news) => {
    const item = newsItem(kind, news)
    if (item.kind === 'dataset') reported.push(item.news)
  }
  const ready = await prepareDatasets({ ports: answering, tell, signal }, [dataset, other], async ({ name }) => {
    if (name === 'readings') throw rejected
  })
  expect(ready).toEqual([other])
  expect(reported).toMatchObject([
    { dataset: 'readings', fault: { code: 'dataset-unusable' } },
    { dataset: 'clicks', fault: null },
  ])
})

it('throws faults that stop all datasets', async () => {
  const work = prepareDatasets({ ports: silent, tell: () => undefined, signal }, [dataset, other], () =>
    Promise.reject(rejected),
  )
  await expect(work).rejects.toBe(rejected)
})

it('retries a dataset that was left out with growing pauses of up to a minute, and reports when it is ready', async () => {
  const clock = createVirtualClock()
  const started = clock.now()
  const triedAt: number[] = []
  const reported: (string | null)[] = []
  const ready: Dataset[] = []
  const tell: Tell = (kind, news) => {
    const item = newsItem(kind, news)
    if (item.kind === 'dataset') reported.push(item.news.fault?.code ?? null)
  }
  const prepare = async () => {
    triedAt.push((clock.now() - started) / 1_000)
    if (triedAt.length < 8) throw rejected
  }
  const onReady = (one: Dataset) => void ready.push(one)
  await prepareLeftOut({ ports: { ...answering, clock }, tell, signal }, { leftOut: [dataset], prepare, onReady })
  expect(triedAt).toEqual([5, 10, 20, 40, 80, 140, 200, 260])
  expect(ready).toEqual([dataset])
  expect(reported).toEqual([...Array(7).fill('dataset-unusable'), null])
})

it('stops retrying on abort', async () => {
  const stop = new AbortController()
  const prepare = async () => {
    stop.abort()
    throw rejected
  }
  const onReady = () => expect.unreachable('it was never ready')
  await prepareLeftOut(
    { ports: answering, tell: () => undefined, signal: stop.signal },
    { leftOut: [dataset], prepare, onReady },
  )
})

it('keeps a dataset from the stages after the one that refused it, until it is ready again', () => {
  const troubles = createDatasetTroubles([])
  const fault: Fault = { code: 'dataset-unusable', dataset: 'readings', problem: 'x' }
  expect(troubles.put('store', 'readings', fault)).toBe(true)
  expect(troubles.put('store', 'readings', { ...fault })).toBe(false)
  expect(troubles.usable([dataset, other], 'log')).toEqual([dataset, other])
  expect(troubles.usable([dataset, other], 'store')).toEqual([dataset, other])
  expect(troubles.usable([dataset, other], 'sink')).toEqual([other])
  expect(troubles.list()).toEqual([{ stage: 'store', dataset: 'readings', fault }])
  expect(troubles.put('store', 'readings', null)).toBe(true)
  expect(troubles.put('store', 'readings', null)).toBe(false)
  expect(troubles.usable([dataset, other], 'sink')).toEqual([dataset, other])
})

it('names the stages that leave out a dataset because of another stage', () => {
  const troubles = createDatasetTroubles([])
  expect(troubles.after('log')).toEqual(StageId.options.filter((id) => id !== 'log'))
  expect(troubles.after('store')).toEqual(StageId.options.filter((id) => id !== 'log' && id !== 'store'))
  expect(troubles.after('sink')).toEqual([])
})
