import { expect, it } from 'vitest'
import { oneAtATime } from './one-at-a-time'

it('starts each task when the task before it ends or fails', async () => {
  const queue = oneAtATime()
  const log: string[] = []
  const first = Promise.withResolvers<void>()
  const one = queue(async () => {
    log.push('one starts')
    await first.promise
    throw new Error('no')
  })
  const two = queue(async () => {
    log.push('two starts')
    return 2
  })
  await Promise.resolve()
  expect(log).toEqual(['one starts'])
  first.resolve()
  await expect(one).rejects.toThrow('no')
  expect(await two).toBe(2)
})
