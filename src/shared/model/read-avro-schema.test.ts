import { Type } from 'avsc'
import { describe, expect, it } from 'vitest'
import { avroJson } from './avro-json'
import { readAvroSchema } from './read-avro-schema'

const record = (name: string, fields: object[], more: object = {}) => ({ type: 'record', name, ...more, fields })

describe('a schema', () => {
  it.each([
    [
      'names in several namespaces',
      record(
        'org.a.Root',
        [
          { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['X'] } },
          {
            name: 'inner',
            type: record(
              'Inner',
              [
                { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['Y'] } },
                { name: 'outer', type: 'org.a.Kind' },
                { name: 'own', type: 'Kind' },
                { name: 'back', type: { type: 'fixed', name: 'Hash', namespace: 'org.a', size: 2 } },
              ],
              { namespace: 'org.b' },
            ),
          },
          { name: 'again', type: ['null', 'org.b.Inner'] },
          { name: 'hash', type: 'Hash' },
        ],
        {},
      ),
    ],
    [
      'a namespace inside a schema without one',
      record('root', [
        { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['X'] } },
        { name: 'inner', type: record('x.inner', [{ name: 'n', type: { type: 'fixed', name: 'x.y.hash', size: 2 } }]) },
        { name: 'hash', type: 'x.y.hash' },
      ]),
    ],
  ])('is the same when it is written and read again: %s', (_, json) => {
    const { schema, problems } = readAvroSchema(json, { strict: true })
    expect(problems).toEqual([])
    if (!schema) return
    expect(readAvroSchema(schema)).toEqual({ schema, problems: [] })
    const written = avroJson(schema)
    expect(readAvroSchema(written, { strict: true })).toEqual({ schema, problems: [] })
    const hash = (one: unknown) =>
      Type.forSchema(one as never)
        .fingerprint()
        .toString('hex')
    expect(hash(written)).toBe(hash(json))
  })

  it('says everything that is wrong, each with its field', () => {
    const { problems } = readAvroSchema(
      record('r', [
        { name: 'a-b', type: 'int' },
        { name: 'list', type: 'array' },
        { name: 'u', type: ['int', { type: 'int', logicalType: 'date' }] },
        { name: 'n', type: ['string', ['null', 'int']] },
        { name: 'deep', type: { type: 'array', items: record('d', [{ name: 'x', type: 'int', default: 'no' }]) } },
        { name: 'f', type: { type: 'fixed', name: 'f', size: 0 } },
        { name: 'e', type: { type: 'enum', name: 'e', symbols: ['A', 'A'] } },
        { name: 'm', type: { type: 'map', values: 'r' } },
      ]),
    )
    expect(problems).toEqual([
      'the field name "a-b" is none in Avro; use letters, digits and _',
      'field "list": write the type as an object: {"type": {"type": "array", …}}',
      'field "u": the union has the type int twice; remove one',
      'field "n": a union must not contain a union; write one list',
      'field "deep[].x": the default "no" is no int',
      'field "f": the size of a fixed is a number of bytes, at least 1',
      'field "e": the enum has the symbol "A" twice; remove one',
      'field "m{}": the record "r" contains itself; such a type has no end in a table, leave the field out',
    ])
  })

  it('takes every default that its type can have, and no other', () => {
    const problemsOf = (type: string, fallback: number) =>
      readAvroSchema(record('r', [{ name: 'a', type, default: fallback }])).problems
    for (const [type, bits] of [
      ['int', 31],
      ['long', 52],
    ] as const) {
      for (const fits of [-(2 ** bits), 2 ** bits - 1]) expect([type, problemsOf(type, fits)]).toEqual([type, []])
      for (const large of [-(2 ** bits) - 1, 2 ** bits]) expect([type, problemsOf(type, large)]).not.toEqual([type, []])
    }
  })

  it.each([[[]], [7], [{ type: 'enum', name: 'e', symbols: ['A'] }], [record('r', [])]])(
    'is a record with fields, not %j',
    (json) => {
      expect(readAvroSchema(json).problems).toHaveLength(1)
    },
  )

  it('has no more types than a table can take', () => {
    const wide = (depth: number): object =>
      record(
        `d${depth}`,
        [0, 1, 2, 3].map((n) => ({
          name: `f${n}`,
          type: depth === 0 ? 'int' : n === 0 ? wide(depth - 1) : `d${depth - 1}`,
        })),
      )
    expect(readAvroSchema(wide(40)).problems).toEqual([expect.stringMatching(/has more than 5000 types/)])
  })
})
