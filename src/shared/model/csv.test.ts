import { expect, it } from 'vitest'
import { csv } from './csv'

it('quotes commas, quotation marks and line ends, and writes null as an empty cell', () => {
  expect(
    csv([
      ['a', 'b'],
      ['x,y', 'say "hi"\n'],
      [null, undefined],
    ]),
  ).toBe('a,b\r\n"x,y","say ""hi""\n"\r\n,\r\n')
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('prevents %j from running as a formula', (text) => {
  expect(csv([[text]]).replaceAll('"', '')).toMatch(/^'/)
})

it('does not change numbers', () => {
  expect(csv([[-1, 0.5, true]])).toBe('-1,0.5,true\r\n')
})
