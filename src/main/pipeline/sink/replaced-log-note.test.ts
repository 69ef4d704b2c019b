import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryStore } from '@main/ports/fakes/memory-store'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Dataset } from '@shared/model/dataset'
import { beforeEach, expect, it } from 'vitest'
import { replacedLog } from './replaced-log-note'

const dataset = { name: 'shop', partitions: 1 } as Dataset
let log: ReturnType<typeof createMemoryEventLog>
let store: ReturnType<typeof createMemoryStore>

beforeEach(async () => {
  log = createMemoryEventLog(createVirtualClock())
  store = createMemoryStore(() => 0)
  await log.createTopic('shop', 1)
})

async function append(count: number) {
  const record = { key: new Uint8Array(0), value: new Uint8Array(0), eventTime: 0 }
  await log.append('shop', new Array(count).fill(record))
}
async function storeAll() {
  const there = new Set(store.rows('shop').map(({ epoch, offset }) => `${epoch} ${offset}`))
  const rows = log.records('shop').filter(({ epoch, offset }) => !there.has(`${epoch} ${offset}`))
  await store.insert(
    dataset,
    rows.map(({ epoch, partition, offset }) => ({ event: {}, epoch, partition, offset })),
  )
}
const note = async () => {
  const fault = await replacedLog({ store, log }, dataset)
  return fault?.code === 'log-replaced' ? fault.events : fault
}

it('returns no note for a log that is opened again and again', async () => {
  for (let i = 0; i < 3; i++) {
    expect(await note()).toBeNull()
    await append(5)
    await storeAll()
    log.beginEpoch()
  }
  expect(await note()).toBeNull()
})

it('counts the events that an older copy has lost, until an event of this log is stored again', async () => {
  await append(5)
  const copy = log.copy()
  await append(3)
  await storeAll()
  log.beginEpoch()
  await append(4)
  await storeAll()
  log.replaceBy(copy)
  expect(await note()).toBe(7)
  expect(await note()).toBe(7)
  await append(1)
  await storeAll()
  expect(await note()).toBeNull()
  log.beginEpoch()
  expect(await note()).toBeNull()
})

it('counts all events of a deleted log', async () => {
  await append(5)
  await storeAll()
  log.replaceBy(null)
  expect(await note()).toBe(5)
})

it('returns no note when the lost events were never stored', async () => {
  await append(5)
  await storeAll()
  const copy = log.copy()
  await append(3)
  log.replaceBy(copy)
  expect(await note()).toBeNull()
})

it('returns no note for the events of a log from long before', async () => {
  await append(5)
  await storeAll()
  log.replaceBy(null)
  await append(2)
  await storeAll()
  expect(await note()).toBeNull()
  log.beginEpoch()
  await append(1)
  log.beginEpoch()
  expect(await note()).toBeNull()
})
