import { Dataset } from '@shared/model/dataset'
import { describe, expect, it } from 'vitest'
import { csvFields } from './csv-fields'
import { createCsvEventParser, createJsonEventParser } from './json-and-csv-parsers'

const ORDERS = Dataset.parse({
  name: 'orders',
  title: 'Orders',
  description: '',
  roles: { time: 'at', type: 'kind', outcome: 'state', errorSymbols: ['BAD'], key: 'customer', id: 'id' },
  schema: {
    type: 'record',
    name: 'orders',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'kind', type: 'string' },
      { name: 'state', type: { type: 'enum', name: 'state', symbols: ['OK', 'BAD'] } },
      { name: 'customer', type: 'string', default: 'guest' },
      { name: 'amount', type: ['null', 'double'], default: null },
      { name: 'paid', type: 'boolean', default: false },
    ],
  },
})
const OWN = '0b0e7d1c-9a57-4a7a-8f43-1f7a3f0f2a11'
const AT = Date.UTC(2025, 4, 17, 10, 5, 3)
const EVENT = { id: 'the-id', at: AT, kind: 'buy', state: 'OK', customer: 'guest', amount: null, paid: false }

describe('a line with an event as JSON', () => {
  const parse = createJsonEventParser(ORDERS)
  const read = (value: unknown) => parse(typeof value === 'string' ? value : JSON.stringify(value), 'the-id')

  it('is the event, with defaults and an id where they are missing', () => {
    expect(read({ at: AT, kind: 'buy', state: 'OK' })).toEqual(EVENT)
    expect(read({ ...EVENT, id: OWN, amount: 1.5, paid: true })).toEqual({
      ...EVENT,
      id: OWN,
      amount: 1.5,
      paid: true,
    })
  })

  it('may be a row that Millrace wrote, with its position in the log', () => {
    expect(read({ ...EVENT, id: OWN, log_epoch: 1, log_partition: 2, log_offset: 3 })).toEqual({ ...EVENT, id: OWN })
  })

  it('may write its time as ISO 8601', () => {
    expect(read({ at: '2025-05-17T12:05:03+02:00', kind: 'buy', state: 'OK' })).toMatchObject({ at: AT })
  })

  it.each([
    [
      { id: 'x', at: 'soon', kind: 7, state: 'LATE', amount: 'x', extra: 1 },
      [
        /field "at" is no time: "soon"/,
        /field "kind" is not a text: 7/,
        /field "id" is no UUID: "x"/,
        /field "state" is none of OK, BAD: "LATE"/,
        /field "amount" is not a number: "x"/,
        /the schema has no field "extra"/,
      ],
    ],
    ['[1]', [/no JSON object/]],
    ['{"at":', [/no complete JSON object/]],
    ['', [/the line is empty/]],
  ])('is refused with all that is wrong: %j', (value, reasons) => {
    for (const reason of reasons) expect(read(value)).toMatch(reason)
  })
})

describe('CSV with a line of names', () => {
  it('gives an event a line', () => {
    const parse = createCsvEventParser(ORDERS, null)
    expect(parse('at,kind,state,amount,paid', '')).toBeNull()
    expect(parse('2025-05-17T10:05:03Z,"buy, again",OK,12.5,true', 'the-id')).toEqual({
      ...EVENT,
      kind: 'buy, again',
      amount: 12.5,
      paid: true,
    })
    expect(parse(`${AT},buy,OK,,false`, 'the-id')).toEqual(EVENT)
  })

  it('goes on behind its first line', () => {
    expect(createCsvEventParser(ORDERS, 'at,kind,state')('2025-05-17 10:05:03,buy,OK', 'the-id')).toEqual(EVENT)
  })

  it('names what does not fit', () => {
    const parse = createCsvEventParser(ORDERS, 'at,kind,state')
    expect(parse('a,b', '')).toBe('it has 2 fields; the first line names 3')
    expect(parse('"a', '')).toBe('a field is not closed by a quotation mark, or has a line break in it')
  })

  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    ['a,,', ['a', '', '']],
    ['"a ""b"", c",d', ['a "b", c', 'd']],
    ['"",x', ['', 'x']],
    ['"a"b,c', 'a quotation mark ends in the middle of a field'],
  ])('divides %j', (line, fields) => expect(csvFields(line)).toEqual(fields))
})
