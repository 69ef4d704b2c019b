import { avroCodecs } from '@main/adapters/avro/codecs'
import { AVRO_FEATURES, FEATURE_SCHEMA } from '@main/ports/contracts/testing/avro-features'
import { avroJson } from '@shared/model/avro-json'
import type { Event } from '@shared/model/dataset'
import { eventJson } from '@shared/model/event-json'
import { readAvroSchema } from '@shared/model/read-avro-schema'
import { ValueProblem, valueOfJson } from '@shared/model/value-of-json'
import { Type } from 'avsc'
import { describe, expect, it } from 'vitest'
import { columnType } from './column-types'

const { schema, problems } = readAvroSchema(FEATURE_SCHEMA, { strict: true })
if (!schema) throw new Error(problems.join('\n'))
const fields = new Map(schema.fields.map((field) => [field.name, field]))
const codec = avroCodecs.codec([{ id: 1, subject: 's', version: 1, schema }])
const event: Event = Object.fromEntries([
  ['at', 1_700_000_000_000],
  ...AVRO_FEATURES.map(({ name, value }) => [name, value]),
])
const decoded = codec.decode(codec.encode(event))
const json = eventJson(schema.fields, event)

const content = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one) =>
      one instanceof Uint8Array || one?.type === 'Buffer' ? [...(one.data ?? one)] : one,
    ) ?? 'null',
  )

describe.each(AVRO_FEATURES)('the Avro feature $name', ({ name, column, value, json: written = value as never }) => {
  it('has a column', () => expect(columnType(fields.get(name)?.type ?? 'null')).toBe(column))
  it('is decoded as it was encoded', () =>
    expect(content(Object.getOwnPropertyDescriptor(decoded, name)?.value)).toEqual(content(value)))
  it('is JSON that is read back', () => {
    const shown = Object.getOwnPropertyDescriptor(json, name)?.value
    expect(shown).toEqual(written)
    const read = valueOfJson(fields.get(name)?.type ?? 'null', shown, () => null)
    expect(read).not.toBeInstanceOf(ValueProblem)
    expect(content(read)).toEqual(content(value))
  })
})

it('is a schema that Avro takes, and the same again when it is read back', () => {
  const written = avroJson(schema)
  expect(() => Type.forSchema(written as never)).not.toThrow()
  expect(readAvroSchema(written, { strict: true })).toEqual({ schema, problems: [] })
  expect(readAvroSchema(schema)).toEqual({ schema, problems: [] })
})
