import { expect, it } from 'vitest'
import { escapeControl } from './escape-control'

it('escapes control characters that a terminal would obey', () => {
  expect(escapeControl('/a\x1b[31m\x07\x9b2J\x7f\r\n\u202eb')).toBe('/a\\x1b[31m\\x07\\x9b2J\\x7f\\x0d\\x0a\\u202eb')
})

it('keeps text of any language, and tabs, unchanged', () => {
  expect(escapeControl('größer\t→ 😀 中文')).toBe('größer\t→ 😀 中文')
})

it('keeps JSON valid', () => {
  const value = { path: 'a\x9b\x7f\x1b' }
  const text = escapeControl(JSON.stringify(value), '\\u00')
  expect(text).toBe('{"path":"a\\u009b\\u007f\\u001b"}')
  expect(JSON.parse(text)).toEqual(value)
})
