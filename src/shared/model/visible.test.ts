import { expect, it } from 'vitest'
import { visible } from './visible'

it('escapes control characters that a terminal would obey', () => {
  expect(visible('/a\x1b[31m\x07\x9b2J\x7f\r\n\u202eb')).toBe('/a\\x1b[31m\\x07\\x9b2J\\x7f\\x0d\\x0a\\u202eb')
})

it('keeps text of any language, and tabs, unchanged', () => {
  expect(visible('größer\t→ 😀 中文')).toBe('größer\t→ 😀 中文')
})

it('keeps JSON valid', () => {
  const value = { path: 'a\x9b\x7f\x1b' }
  const text = visible(JSON.stringify(value), '\\u00')
  expect(text).toBe('{"path":"a\\u009b\\u007f\\u001b"}')
  expect(JSON.parse(text)).toEqual(value)
})
