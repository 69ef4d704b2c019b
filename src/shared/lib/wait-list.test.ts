import { expect, it } from 'vitest'
import { createWaitList } from './wait-list'

it('wakes every loop that waits, once', async () => {
  const list = createWaitList()
  const woken: string[] = []
  const waits = ['a', 'b'].map(async (name) => {
    await list.wait()
    woken.push(name)
  })
  list.wakeAll()
  list.wakeAll()
  await Promise.all(waits)
  expect(woken).toEqual(['a', 'b'])
})

it('stops to wait when the signal aborts', async () => {
  const list = createWaitList()
  const stop = new AbortController()
  const waiting = list.wait(stop.signal)
  stop.abort()
  await waiting
  await list.wait(stop.signal)
})
