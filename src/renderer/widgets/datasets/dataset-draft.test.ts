import { expect, it } from 'vitest'
import {
  choicesFor,
  type DatasetDraft,
  draftOf,
  outcomeValues,
  problemsOf,
  valuesOfText,
  withRole,
} from './dataset-draft'

const SCHEMA = `// from the team
{"type": "record", "name": "OrderPlaced", "fields": [
  {"name": "placedAt", "type": {"type": "long", "logicalType": "timestamp-millis"}},
  {"name": "state", "type": {"type": "enum", "name": "state", "symbols": ["DONE", "FAILED", "OPEN"]}},
  {"name": "item", "type": {"type": "record", "name": "item", "fields": [{"name": "paid", "type": "boolean"}]}}
]}`

function draft(file = 'orders-v2.avsc', text = SCHEMA): DatasetDraft {
  const read = draftOf(file, text)
  if (!('roles' in read)) throw new Error(read.join('\n'))
  return read
}

it('names a dataset after its file, or after its record', () => {
  expect(draft()).toMatchObject({ name: 'orders_v2', title: 'Orders v2' })
  expect(draft('schema.avsc')).toMatchObject({ name: 'order_placed', title: 'Order placed' })
})

it('guesses the roles, which can be changed', () => {
  const guessed = draft()
  expect(guessed.roles).toEqual({ time: 'placedAt', outcome: 'state', errorSymbols: ['FAILED'] })
  expect(outcomeValues(guessed)).toEqual(['DONE', 'FAILED', 'OPEN'])
  expect(choicesFor(guessed, 'outcome')).toEqual(['state', 'item.paid'])
  const changed = withRole(guessed, 'outcome', 'item.paid')
  expect(changed.roles).toEqual({ time: 'placedAt', outcome: 'item.paid', errorSymbols: ['false'] })
  expect(withRole(changed, 'outcome', null).roles).toEqual({ time: 'placedAt', errorSymbols: [] })
  expect(problemsOf(changed, [])).toEqual({})
})

it('says what is missing', () => {
  const incomplete = { ...withRole(draft(), 'time', null), name: 'access_log', title: ' ' }
  const none = { ...incomplete, roles: { ...incomplete.roles, errorSymbols: [] } }
  expect(Object.keys(problemsOf(none, ['access_log']))).toEqual(['name', 'title', 'time', 'errors'])
})

it('reads the values that are errors from a text', () => {
  expect(valuesOfText('not found, refused ,')).toEqual(['not found', 'refused'])
  expect(valuesOfText(' ')).toEqual([])
})

it('says all that is wrong with a file', () => {
  expect(draftOf('x.avsc', '{')).toEqual([expect.stringContaining('not valid JSON')])
  const text = '{"type": "record", "name": "x", "fields": [{"name": "a", "type": "b"}, {"name": "c"}]}'
  expect(draftOf('x.avsc', text)).toHaveLength(2)
})
