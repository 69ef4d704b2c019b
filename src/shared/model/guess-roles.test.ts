import { describe, expect, it } from 'vitest'
import type { AvroSchema } from './avro-schema'
import { guessRoles } from './guess-roles'
import { readAvroSchema } from './read-avro-schema'
import { resolveRoles } from './resolve-roles'

function schemaOf(...fields: readonly [name: string, type: unknown][]): AvroSchema {
  const { schema, problems } = readAvroSchema({
    type: 'record',
    name: 'order',
    fields: fields.map(([name, type]) => ({ name, type })),
  })
  if (!schema) throw new Error(problems.join('\n'))
  return schema
}

const TIME = { type: 'long', logicalType: 'timestamp-millis' }
const STATUS = { type: 'enum', name: 'status', symbols: ['SUCCESS', 'ERROR', 'TIMEOUT'] }

describe('guessed roles', () => {
  it.each([
    [
      'an event of a shop',
      schemaOf(
        ['id', 'string'],
        ['event_type', 'string'],
        ['created', TIME],
        ['status', STATUS],
        ['latencyMs', 'int'],
        ['userId', 'string'],
      ),
      {
        time: 'created',
        type: 'event_type',
        outcome: 'status',
        errorSymbols: ['ERROR', 'TIMEOUT'],
        latency: 'latencyMs',
        key: 'userId',
        id: 'id',
        user: 'userId',
      },
    ],
    [
      'fields within records, and a boolean',
      schemaOf(
        [
          'meta',
          {
            type: 'record',
            name: 'meta',
            fields: [
              { name: 'ts', type: ['null', TIME] },
              { name: 'sent', type: TIME },
            ],
          },
        ],
        ['success', 'boolean'],
        ['method', { type: 'enum', name: 'm', symbols: ['GET', 'POST'] }],
      ),
      { time: 'meta.sent', type: 'method', outcome: 'success', errorSymbols: ['false'] },
    ],
    ['a plain long', schemaOf(['orderid', 'int'], ['ordertime', 'long']), { time: 'ordertime', errorSymbols: [] }],
  ])('fit %s', (_, schema, expected) => {
    const roles = guessRoles(schema)
    expect(roles).toMatchObject(expected)
    expect(roles && resolveRoles(schema, roles).problems).toEqual([])
  })

  it('need something that can be a time', () => {
    expect(guessRoles(schemaOf(['id', 'string'], ['n', 'long']))).toBeNull()
  })
})
