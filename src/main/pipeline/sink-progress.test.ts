import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { expect, it } from 'vitest'
import { sinkProgress } from './sink-progress'

it('is the log’s records beyond the sink’s position, over all datasets, while no sink runs', async () => {
  const log = createMemoryEventLog(createVirtualClock())
  const record = { key: new Uint8Array([1]), value: new Uint8Array(1), eventTime: 0 }
  for (const name of ['clicks', 'shop']) {
    await log.createTopic(name, 1)
    await log.append(name, [record, record, record])
  }
  await log.commit('clicks', [2])
  const datasets = [{ name: 'clicks' }, { name: 'shop' }]
  expect(await sinkProgress({ log, foreign: null }, datasets)).toEqual({ backlog: 4, total: 2 })
  await log.append('clicks', [record])
  expect((await sinkProgress({ log, foreign: null }, datasets)).backlog).toBe(5)
  expect((await sinkProgress({ log, foreign: null }, [...datasets, { name: 'other' }])).backlog).toBe(5)
  await expect(sinkProgress({ log, foreign: null }, [{ name: 'other' }])).rejects.toThrow()
})
