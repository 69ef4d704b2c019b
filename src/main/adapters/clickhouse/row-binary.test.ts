import { type AvroField, Dataset, type Event } from '@shared/model/dataset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowEncoder } from './row-binary'

function datasetOf(...fields: AvroField[]): Dataset {
  return Dataset.parse({
    name: 't',
    title: 't',
    description: '',
    roles: { time: 't', type: 't', outcome: 't', errorSymbols: ['E'], key: 't' },
    schema: { type: 'record', name: 't', fields },
  })
}

function hexOf(type: AvroField['type'], value: Event[string]): string {
  const encoder = rowEncoder(datasetOf({ name: 'f', type }))
  const bytes = Buffer.from(encoder.encode([{ event: { f: value }, epoch: 0x0c0d, partition: 0x0102, offset: 0x0a0b }]))
  const position = '02010b0a0000000000000d0c000000000000'
  expect(bytes.toString('hex').endsWith(position)).toBe(true)
  return bytes.toString('hex').slice(0, -position.length)
}

const symbols = ['A', 'B']

describe('encoding a value', () => {
  it.each<[string, AvroField['type'], Event[string], string]>([
    ['boolean', 'boolean', true, '01'],
    ['int', 'int', -2, 'feffffff'],
    ['int in an object', { type: 'int' }, 258, '02010000'],
    ['long', 'long', -1, 'ffffffffffffffff'],
    ['large long', 'long', 2 ** 53 - 1, 'ffffffffffff1f00'],
    ['long past 32 bits', 'long', 2 ** 32 + 5, '0500000001000000'],
    ['float', 'float', 0.5, '0000003f'],
    ['double', 'double', 0.5, '000000000000e03f'],
    ['string', 'string', 'aé', '0361c3a9'],
    ['empty string', 'string', '', '00'],
    ['bytes', 'bytes', new Uint8Array([1, 255]), '0201ff'],
    [
      'uuid',
      { type: 'string', logicalType: 'uuid' },
      '00112233-4455-6677-8899-AABBCCDDEEFF',
      '7766554433221100ffeeddccbbaa9988',
    ],
    ['enum', { type: 'enum', name: 'e', symbols }, 'B', '02'],
    ['time', { type: 'long', logicalType: 'timestamp-millis' }, Date.UTC(1969, 11, 31, 23, 59, 59), '18fcffffffffffff'],
    ['null', ['null', 'int'], null, '01'],
    ['a missing nullable', ['null', 'string'], undefined as unknown as null, '01'],
    ['nullable', ['null', 'int'], 1, '0001000000'],
    ['nullable enum', ['null', { type: 'enum', name: 'e', symbols }], 'A', '0001'],
  ])('encodes %s as ClickHouse reads it', (_, type, value, hex) => {
    expect(hexOf(type, value)).toBe(hex)
  })

  it('encodes a long as 64 bits, whatever its size and sign', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const expected = Buffer.alloc(8)
        expected.writeBigInt64LE(BigInt(value))
        expect(hexOf('long', value)).toBe(expected.toString('hex'))
      }),
    )
  })

  it('encodes a string with its length in bytes, short or long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (value) => {
        const bytes = Buffer.from(value)
        const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7]
        expect(hexOf('string', value)).toBe(Buffer.concat([Buffer.from(length), bytes]).toString('hex'))
      }),
    )
  })

  it.each<[AvroField['type'], unknown, string]>([
    ['int', 2 ** 31, 'f 2147483648 does not fit 32 bits'],
    ['int', '1', 'f "1" is not a whole number'],
    ['long', 2 ** 53, 'f 9007199254740992 is not a whole number below 2^53'],
    ['boolean', 1, 'f 1 is not a boolean'],
    ['string', undefined, 'f undefined is not a text'],
    ['bytes', 'x', 'f "x" is not bytes'],
    [{ type: 'string', logicalType: 'uuid' }, '00112233-4455-6677-8899-aabbccddeefg', 'is not a UUID'],
    [{ type: 'string', logicalType: 'uuid' }, '001122334-455-6677-8899-aabbccddeeff', 'is not a UUID'],
    [{ type: 'enum', name: 'e', symbols }, 'C', 'f "C" is not one of A, B'],
    [{ type: 'long', logicalType: 'timestamp-millis' }, Date.UTC(2300, 0), 'lies outside the years 1900 to 2299'],
    ['string', null, 'f null is not a text'],
  ])('refuses %j %j and names the field', (type, value, reason) => {
    const encoder = rowEncoder(datasetOf({ name: 'f', type }))
    const encode = () => encoder.encode([{ event: { f: value as null }, epoch: 0, partition: 0, offset: 0 }])
    expect(encode).toThrow(
      expect.objectContaining({ fault: { code: 'store-rejected', reason: expect.stringContaining(reason) } }),
    )
  })
})

it('starts again with every call, also after a refusal or growth', () => {
  const encoder = rowEncoder(datasetOf({ name: 'f', type: 'string' }))
  const row = (f: string | null) => ({ event: { f }, epoch: 0, partition: 0, offset: 0 })
  const one = Buffer.from(encoder.encode([row('a')])).toString('hex')
  expect(encoder.encode(new Array(10_000).fill(row('some text'))).length).toBe(10_000 * 28)
  expect(() => encoder.encode([row('a'), row(null)])).toThrow('store-rejected')
  expect(Buffer.from(encoder.encode([row('a')])).toString('hex')).toBe(one)
})
