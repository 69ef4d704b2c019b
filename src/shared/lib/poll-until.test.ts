import { expect, it } from 'vitest'
import { pollUntil } from './poll-until'

const yesAfter = (asks: number) => async () => --asks < 0

it('asks until the answer is yes', async () => {
  expect(await pollUntil(yesAfter(0), { everyMs: 1, withinMs: 0 })).toBe(true)
  expect(await pollUntil(yesAfter(3), { everyMs: 1, withinMs: 3 })).toBe(true)
})

it('gives up after the time given', async () => {
  expect(await pollUntil(yesAfter(3), { everyMs: 1, withinMs: 2 })).toBe(false)
})

it('ends with the reason when the signal aborts', async () => {
  const signal = AbortSignal.abort(new Error('stopped'))
  await expect(pollUntil(yesAfter(3), { everyMs: 1, withinMs: 9, signal })).rejects.toThrow('stopped')
})
