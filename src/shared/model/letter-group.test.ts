import { expect, it } from 'vitest'
import { letterGroup } from './letter-group'

it.each([
  ['its schema 12 is not in the registry', 'its schema … is not in the registry'],
  ['the line is 70,123 bytes long', 'the line is … bytes long'],
  ['field "event_type" is none of A, B: "REFUND"', 'field "event_type" is none of A, B: …'],
  ['field "a" is no UUID: "with \\" and 7"; field "b" is missing', 'field "a" is no UUID: …; field "b" is missing'],
  ['field "a" is not a text: "cut off in the mid', 'field "a" is not a text: …'],
  ['time: -12.5 lies outside the years 1900 to 2299', 'time: … lies outside the years … to …'],
  ['field2: the schema has no symbol number 9', 'field2: the schema has no symbol number …'],
])('%s', (reason, group) => {
  expect(letterGroup(reason)).toBe(group)
})

it('shortens a long reason', () => {
  expect(letterGroup('x'.repeat(1_000))).toHaveLength(300)
})
