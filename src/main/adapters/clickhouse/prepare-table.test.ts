import { expect, it } from 'vitest'
import { changesOf, renamesOf } from './prepare-table'

const column = (name: string, type: string) => ({ name, type })

it('does nothing when the table matches the schema', () => {
  expect(changesOf('t', [column('a', 'Int32')], [column('a', 'Int32'), column('@stored_at', 'DateTime')])).toEqual([])
})

it('adds columns, and keeps those that the schema no longer has', () => {
  expect(changesOf('t', [column('b', 'Nullable(Int32)')], [column('a', 'Int32')])).toEqual([
    'ADD COLUMN `b` Nullable(Int32)',
  ])
})

it('extends an enum by symbols at its end', () => {
  const one = "Enum8('A' = 1)"
  const two = "Enum8('A' = 1, 'B' = 2)"
  expect(changesOf('t', [column('a', two)], [column('a', one)])).toEqual([`MODIFY COLUMN \`a\` ${two}`])
  expect(changesOf('t', [column('a', `Nullable(${two})`)], [column('a', `Nullable(${one})`)])).toEqual([
    `MODIFY COLUMN \`a\` Nullable(${two})`,
  ])
})

it.each([
  ["Enum8('A' = 1, 'B' = 2)", "Enum8('B' = 1, 'A' = 2)"],
  ["Enum8('A' = 1, 'B' = 2)", "Enum8('A' = 1)"],
  ["Enum8('A' = 1)", "Nullable(Enum8('A' = 1, 'B' = 2))"],
  ['Int32', 'Int64'],
])('refuses to change %s to %s', (found, wanted) => {
  expect(() => changesOf('t', [column('a', wanted)], [column('a', found)])).toThrow('schema-incompatible')
})

it('renames the columns of an earlier version, including those left after a kill', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }))
  expect(renamesOf(named('a', 'log_partition', 'log_offset', 'stored_at'))).toEqual([
    'RENAME COLUMN `log_partition` TO `@log_partition`',
    'RENAME COLUMN `log_offset` TO `@log_offset`',
    'RENAME COLUMN `stored_at` TO `@stored_at`',
  ])
  expect(renamesOf(named('@log_partition', '@log_offset', 'stored_at'))).toEqual([
    'RENAME COLUMN `stored_at` TO `@stored_at`',
  ])
})

it('keeps fields whose names were columns of an earlier version', () => {
  const names = ['stored_at', 'log_offset', '@log_partition', '@log_offset', '@stored_at']
  expect(renamesOf(names.map((name) => ({ name })))).toEqual([])
})
