import { expect, it } from 'vitest'
import { z } from 'zod'
import { zodRecord } from './zod-record'

const Counts = zodRecord(z.number().int())

it('keeps every key, whatever its name', () => {
  const text = '{"__proto__":1,"constructor":2,"toString":3,"a":4}'
  expect(JSON.stringify(Counts.parse(JSON.parse(text)))).toBe(text)
})

it('names the key whose value is wrong', () => {
  const { error } = Counts.safeParse({ a: 1, b: 'x' })
  expect(error?.issues[0]?.path).toEqual(['b'])
})

it.each([[[]], [null], ['text']])('refuses %j', (value) => {
  expect(Counts.safeParse(value).success).toBe(false)
})
