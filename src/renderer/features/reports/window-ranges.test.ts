import { expect, it } from 'vitest'
import { windowRanges } from './window-ranges'

const at = (minute: number) => Date.UTC(2026, 0, 5, 10, minute)

it('lists windows in order, and joins neighbours', () => {
  expect(windowRanges([7, 4, 2, 3].map(at), at(9))).toBe('10:02–10:04, 10:07')
  expect(windowRanges([0, 2, 4, 6, 8].map(at), at(9))).toBe('10:00, 10:02, 10:04, 10:06 and more')
  expect(windowRanges([2, 3].map(at), at(24 * 60))).toBe('5 Jan 2026 10:02–5 Jan 2026 10:03')
})
