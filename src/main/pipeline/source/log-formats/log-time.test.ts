import { describe, expect, it } from 'vitest'
import { parseLogTime } from './log-time'

const TIME = Date.UTC(2025, 4, 17, 10, 5, 3)

describe('a time since 1970', () => {
  it.each([1, 1e3, 1e6, 1e9])('may count seconds times %d', (times) => {
    expect(parseLogTime(String((TIME / 1_000) * times))).toBe(TIME)
  })

  it('is refused beyond the years that the store can distinguish', () => {
    expect(parseLogTime('99999999999')).toBe('the year of 99999999999 is not between 1970 and 2148')
  })

  it('is refused when it is so small that it can only be something else', () => {
    expect(parseLogTime('000000012')).toBe('the number 12 is no time since 1970')
  })
})
