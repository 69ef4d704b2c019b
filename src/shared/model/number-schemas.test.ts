import { expect, it } from 'vitest'
import { LogPlace } from './event-trace'

it('allows log epochs up to the end of the century', () => {
  const epoch = Date.UTC(2099, 11, 31) * 2_048 + 2_047
  expect(LogPlace.safeParse({ epoch, partition: 5, offset: 1e12 }).success).toBe(true)
})
