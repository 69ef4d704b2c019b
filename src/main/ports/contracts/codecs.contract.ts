import type { AvroField, AvroSchema, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { describe, expect, it } from 'vitest'
import type { Codecs, RegisteredSchema } from '../schema-registry'

const UUID = '0b0e7d1c-9a57-4a7a-8f43-1f7a3f0f2a11'
const FIELDS: AvroField[] = [
  { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
  { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B'] } },
  { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'count', type: 'int' },
  { name: 'size', type: 'long' },
  { name: 'name', type: 'string' },
  { name: 'ratio', type: 'double' },
  { name: 'share', type: 'float' },
  { name: 'done', type: 'boolean' },
  { name: 'raw', type: 'bytes' },
  { name: 'code', type: ['null', 'int'], default: null },
]
const EVENT: Event = {
  id: UUID,
  kind: 'B',
  at: 1_700_000_000_123,
  count: -12,
  size: 2 ** 52 - 1,
  name: 'naïve 🙂',
  ratio: 0.1,
  share: 0.5,
  done: true,
  raw: Uint8Array.from([0, 1, 255]),
  code: 404,
}

/** The contract of every codec: Confluent's wire format, Avro's rules, and no record that a store cannot hold. */
export function codecsContract(name: string, codecs: Codecs): void {
  const codec = codecs.codec([registered(7, FIELDS)])
  const encoded = () => Buffer.from(codec.encode(EVENT))

  describe(`${name} as codecs`, () => {
    it('decodes what it encoded', () => {
      const events = [EVENT, { ...EVENT, code: null, done: false, kind: 'A', name: '', size: -(2 ** 52) }]
      const records = events.map((event) => codec.encode(event))
      expect(records.map((record) => plain(codec.decode(record)))).toEqual(events.map(plain))
    })

    it('puts the magic byte and the schema id first', () => {
      expect(encoded().subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, 7]))
    })

    it('takes large values', () => {
      const name = 'x'.repeat(300_000)
      expect(codec.decode(codec.encode({ ...EVENT, name })).name).toBe(name)
      expect(plain(codec.decode(codec.encode(EVENT)))).toEqual(plain(EVENT))
    })

    it('writes the default of a missing field', () => {
      const { code: _, ...rest } = EVENT
      expect(codec.decode(codec.encode(rest)).code).toBeNull()
    })

    it('reads records of older versions in its own shape', () => {
      const older = FIELDS.filter((field) => field.name !== 'code' && field.name !== 'raw')
      const first = registered(3, [...older, { name: 'dropped', type: 'string' }])
      const { code: _, raw: __, ...rest } = EVENT
      const bytes = codecs.codec([first]).encode({ ...rest, count: 5, dropped: 'gone' })
      const newer = older.map(
        (field): AvroField => (field.name === 'count' ? { ...field, type: ['null', 'long'] } : field),
      )
      const second = registered(4, [...newer, { name: 'code', type: 'int', default: 42 }])
      expect(plain(codecs.codec([first, second]).decode(bytes))).toEqual(plain({ ...rest, count: 5, code: 42 }))
    })

    it('names an unknown schema, and reads its records once it has learned it', () => {
      const first = registered(3, FIELDS)
      const second = registered(4, [...FIELDS, { name: 'added', type: 'int', default: 0 }])
      const bytes = codecs.codec([second]).encode({ ...EVENT, added: 5 })
      const reader = codecs.codec([first])
      expect(reader.unknownId(bytes)).toBe(4)
      reader.learn(second)
      expect(reader.unknownId(bytes)).toBeNull()
      expect(plain(reader.decode(bytes))).toEqual(plain(EVENT))
      expect([[], [0, 0, 0], [1, 0, 0, 0, 9, 1]].map((other) => reader.unknownId(Uint8Array.from(other)))).toEqual([
        null,
        null,
        null,
      ])
    })

    it('refuses records of a schema that its own cannot read, and says which', () => {
      const reader = codecs.codec([registered(3, FIELDS)])
      const second = registered(
        4,
        FIELDS.filter(({ name }) => name !== 'name'),
      )
      const { name: _, ...rest } = EVENT
      const bytes = codecs.codec([second]).encode(rest)
      reader.learn(second)
      for (let i = 0; i < 2; i++) expect(problem(() => reader.decode(bytes))).toMatch(/cannot be read as version/)
    })

    it.each<[string, Event, string]>([
      ['a missing field', omit('name'), 'name'],
      ['a value of the wrong type', { ...EVENT, count: 'many' }, 'count'],
      ['a null where there must be a value', { ...EVENT, name: null }, 'name'],
      ['an unknown symbol', { ...EVENT, kind: 'C' }, 'kind'],
      ['an int beyond 32 bits', { ...EVENT, count: 2 ** 31 }, 'count'],
      ['a fraction in a whole number', { ...EVENT, size: 0.5 }, 'size'],
      ['a long beyond 2^53', { ...EVENT, size: 2 ** 60 }, 'size'],
      ['text that is not a UUID', { ...EVENT, id: UUID.replace('-', 'x') }, 'id'],
      ['a time that no store can hold', { ...EVENT, at: 8.64e15 }, 'at'],
    ])('refuses to encode %s', (_, event, field) => {
      expect(problem(() => codec.encode(event))).toContain(field)
      expect(plain(codec.decode(codec.encode(EVENT)))).toEqual(plain(EVENT))
    })

    it('refuses an empty record, a wrong magic byte, and a schema it does not know', () => {
      expect(problem(() => codec.decode(new Uint8Array(0)))).toMatch(/0 bytes/)
      expect(problem(() => codec.decode(Buffer.from([0, 0, 0])))).toMatch(/3 bytes/)
      const other = encoded()
      other[0] = 0x7b
      expect(problem(() => codec.decode(other))).toMatch(/first byte is 123/)
      other[0] = 0
      other[4] = 99
      expect(problem(() => codec.decode(other))).toMatch(/id 99/)
    })

    it('refuses a record truncated anywhere', () => {
      const whole = encoded()
      for (let end = 0; end < whole.length; end++) {
        expect(problem(() => codec.decode(whole.subarray(0, end)))).toMatch(/ends after/)
      }
    })

    it('refuses extra bytes at the end', () => {
      expect(problem(() => codec.decode(Buffer.concat([encoded(), Buffer.from('!')])))).toMatch(/1 byte is left over/)
    })

    it.each<[string, AvroField['type'], AvroField['type'], Event[string], RegExp]>([
      [
        'a symbol number that the schema does not have',
        'int',
        { type: 'enum', name: 'k', symbols: ['A'] },
        1,
        /field.*symbol number 1/,
      ],
      ['a negative symbol number', 'int', { type: 'enum', name: 'k', symbols: ['A'] }, -1, /field.*symbol number -1/],
      ['an int beyond 32 bits', 'long', 'int', 2 ** 40, /field.*32 bits/],
      ['text that is not a UUID', 'string', { type: 'string', logicalType: 'uuid' }, 'u'.repeat(36), /field.*UUID/],
      ['a UUID too short', 'string', { type: 'string', logicalType: 'uuid' }, UUID.slice(1), /field.*UUID/],
      ['a union branch that does not exist', 'int', ['null', 'int'], 2, /field.*branch/],
      [
        'a time that no store can hold',
        'long',
        { type: 'long', logicalType: 'timestamp-millis' },
        -9e12,
        /field.*1900/,
      ],
    ])('refuses to decode %s', (_, written, read, value, expected) => {
      const bytes = codecs.codec([registered(1, [{ name: 'field', type: written }])]).encode({ field: value })
      expect(problem(() => codecs.codec([registered(1, [{ name: 'field', type: read }])]).decode(bytes))).toMatch(
        expected,
      )
    })

    it('refuses to decode a long beyond 2^53', () => {
      const long = codecs.codec([registered(1, [{ name: 'field', type: 'long' }])])
      const tooLarge = Buffer.from([0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
      expect(problem(() => long.decode(tooLarge))).toMatch(/field.*beyond 2/)
    })

    it('refuses an old record whose text is not a UUID when the schema now requires one', () => {
      const before = registered(1, [{ name: 'field', type: 'string' }])
      const now = registered(2, [{ name: 'field', type: { type: 'string', logicalType: 'uuid' } }])
      const bytes = codecs.codec([before]).encode({ field: 'not one' })
      expect(problem(() => codecs.codec([before, now]).decode(bytes))).toMatch(/field.*UUID/)
    })
  })
}

function registered(id: number, fields: AvroField[]): RegisteredSchema {
  const schema: AvroSchema = { type: 'record', name: 'thing', namespace: 'org.millrace.test', fields }
  return { id, subject: 'thing-value', version: id, schema }
}

function problem(work: () => unknown): string {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'event-invalid') return thrown.fault.problem
    return `not a fault: ${String(thrown)}`
  }
  return 'no fault'
}

function omit(name: string): Event {
  return Object.fromEntries(Object.entries(EVENT).filter(([field]) => field !== name))
}

/** Without prototypes, and bytes as numbers: the content of the event in any representation. */
function plain(event: Event): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
  )
}
