import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { persistently } from './lazy-chunk'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('loads a chunk again after a failed request', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('reset')).mockResolvedValueOnce('screen')
  const loading = persistently(load)
  await vi.runAllTimersAsync()
  expect(await loading).toBe('screen')
  expect(load).toHaveBeenCalledTimes(2)
})

it('gives up with the reason when the chunk cannot be loaded', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValue(new Error('gone'))
  const loading = expect(persistently(load)).rejects.toThrow('gone')
  await vi.runAllTimersAsync()
  await loading
  expect(load).toHaveBeenCalledTimes(4)
})
