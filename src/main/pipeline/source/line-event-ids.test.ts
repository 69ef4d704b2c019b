import { expect, it } from 'vitest'
import { createLineEventIds } from './line-event-ids'

const UUID8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('gives the same line of the same file the same id, and every other line a different one', () => {
  const ids = new Set<string>()
  for (const file of ['a', 'b', 'a']) {
    const idOf = createLineEventIds(file)
    for (const line of [1, 2, 10_000, 2 ** 40]) ids.add(idOf(line))
  }
  expect(ids.size).toBe(2 * 4)
  for (const id of ids) expect(id).toMatch(UUID8)
})
