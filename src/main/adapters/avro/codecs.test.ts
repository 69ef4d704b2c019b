import { codecsContract } from '@main/ports/contracts/codecs.contract'
import type { AvroSchema, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { avroCodecs } from './codecs'

codecsContract('avsc', avroCodecs)

const SCHEMA: AvroSchema = {
  type: 'record',
  name: 'thing',
  fields: [
    { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
    { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B', 'C'] } },
    { name: 'count', type: 'int' },
    { name: 'size', type: ['null', 'long'] },
    { name: 'name', type: 'string' },
  ],
}
const codec = avroCodecs.codec([{ id: 1, subject: 's', version: 1, schema: SCHEMA }])
const events: fc.Arbitrary<Event> = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom('A', 'B', 'C'),
  count: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  size: fc.option(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })),
  name: fc.string({ unit: 'grapheme' }),
})

it('decodes any encoded event unchanged', () => {
  fc.assert(
    fc.property(events, (event) => {
      expect({ ...codec.decode(codec.encode(event)) }).toEqual(event)
    }),
  )
})

it('refuses a long instead of changing it', () => {
  const sound = { id: '0b0e7d1c-9a57-4a7a-8f43-1f7a3f0f2a11', kind: 'A', count: 0, name: '' }
  fc.assert(
    fc.property(fc.maxSafeInteger(), (size) => {
      let written: Uint8Array
      try {
        written = codec.encode({ ...sound, size })
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(FaultError)
        return
      }
      expect(codec.decode(written).size).toBe(size)
    }),
  )
})

it('still reads records that were encoded earlier', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 50 }), (list) => {
      const records = list.map((event) => codec.encode(event))
      expect(records.map((record) => ({ ...codec.decode(record) }))).toEqual(list)
    }),
  )
})

it('decodes any bytes to an event, or reports them as invalid', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        codec.decode(Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), bytes]))
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(FaultError)
      }
    }),
  )
})
