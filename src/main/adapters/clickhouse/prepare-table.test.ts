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
  ['Int32', 'Int64'],
  ['Int32', 'Nullable(Float64)'],
  ['Nullable(Int64)', 'Nullable(Float64)'],
  ['Decimal(9, 2)', 'Decimal(18, 2)'],
  ["Enum8('A' = 1)", "Nullable(Enum8('A' = 1, 'B' = 2))"],
  ["Enum8('A' = 1)", 'LowCardinality(String)'],
  ['LowCardinality(String)', 'LowCardinality(Nullable(String))'],
  ['Array(Int32)', 'Array(Nullable(Int64))'],
  ['Tuple(a Int32, `from` String)', 'Tuple(`a` Int64, `from` String, `b` String)'],
])('changes %s to %s', (found, wanted) => {
  expect(changesOf('t', [column('a', wanted)], [column('a', found)])).toEqual([`MODIFY COLUMN \`a\` ${wanted}`])
})

it.each([
  ["Enum8('A' = 1, 'B' = 2)", "Enum8('B' = 1, 'A' = 2)", []],
  ["Enum8('A' = 1, 'B' = 2)", "Enum8('A' = 1)", []],
  ["Enum8('A' = 1, 'B' = 2)", "Enum8('C' = 1, 'B' = 2)", ["MODIFY COLUMN `a` Enum8('A' = 1, 'B' = 2, 'C' = 3)"]],
  ['Tuple(a Int32, `from` String)', 'Tuple(`a` Int32, `from` String)', []],
])('keeps the numbers of symbols: %s to %s', (found, wanted, changes) => {
  expect(changesOf('t', [column('a', wanted)], [column('a', found)])).toEqual(changes)
})

it('renames a column by the alias of its field, then changes its type', () => {
  const wanted = { ...column('millis', 'Int64'), aliases: ['gone', 'ms'] }
  expect(changesOf('t', [wanted], [column('ms', 'Int32')])).toEqual([
    'RENAME COLUMN `ms` TO `millis`',
    'MODIFY COLUMN `millis` Int64',
  ])
  expect(changesOf('t', [wanted, column('ms', 'Int32')], [column('ms', 'Int32')])).toEqual([
    'ADD COLUMN `millis` Int64',
  ])
})

it('gives the rows from before a field its default', () => {
  expect(changesOf('t', [{ ...column('fw', 'String'), fallback: "'1'" }], [])).toEqual([
    "ADD COLUMN `fw` String DEFAULT '1'",
  ])
})

it('makes JSON of numbers when a field becomes a union of several types', () => {
  expect(changesOf('t', [{ ...column('a', 'String'), isJson: true }], [column('a', 'Int32')])).toEqual([
    'MODIFY COLUMN `a` String',
  ])
})

it.each([
  ['Int64', 'Int32'],
  ['Int32', 'String'],
  ['String', 'UUID'],
  ['Nullable(Int32)', 'Int32'],
  ['Array(String)', 'Nullable(String)'],
  ['Tuple(a Int32, b Int32)', 'Tuple(`a` Int32)'],
])('refuses to change %s to %s, and names every such column', (found, wanted) => {
  const both = () =>
    changesOf('t', [column('a', wanted), column('b', wanted)], [column('a', found), column('b', found)])
  expect(both).toThrow('schema-incompatible')
  expect(both).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ problem: expect.stringMatching(/ a .*; .* b /) }) }),
  )
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
