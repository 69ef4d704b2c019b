import type { AvroField, AvroSchema } from '@shared/model/dataset'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SchemaRegistry } from '../schema-registry'
import { faultCode } from './fault-code'

export interface OpenedRegistry {
  readonly registry: SchemaRegistry
  /** Another connection to the same registry. Closed by `cleanup`. */
  another(): Promise<SchemaRegistry>
  cleanup(): Promise<void>
}

const ID: AvroField = { name: 'id', type: 'string' }

/** The contract of every schema registry. */
export function schemaRegistryContract(name: string, open: () => Promise<OpenedRegistry>): void {
  describe(`${name} as a schema registry`, () => {
    let opened: OpenedRegistry
    let registry: SchemaRegistry
    let subject: string

    beforeEach(async () => {
      opened = await open()
      registry = opened.registry
      subject = `contract_${Math.random().toString(36).slice(2)}-value`
    })
    afterEach(() => opened.cleanup())

    it('numbers the versions of a subject from 1 and finds them by id', async () => {
      const first = await registry.register(subject, schemaOf(ID))
      const second = await registry.register(subject, schemaOf(ID, { name: 'n', type: 'int', default: 0 }))
      expect([first.version, second.version]).toEqual([1, 2])
      expect(second.id).not.toBe(first.id)
      expect(await registry.versions(subject)).toEqual([first, second])
      expect(await registry.byId(first.id)).toEqual(first)
      expect(await registry.byId(987_654)).toBeNull()
    })

    it('returns a schema of several subjects under the wanted subject', async () => {
      const other = `other_${subject}`
      await registry.register(other, schemaOf(ID))
      const own = await registry.register(subject, schemaOf(ID))
      expect(await registry.byId(own.id, subject)).toEqual(own)
    })

    it('gives the same schema the same id again, also for an earlier version', async () => {
      const first = await registry.register(subject, schemaOf(ID))
      await registry.register(subject, schemaOf(ID, { name: 'n', type: 'int', default: 0 }))
      expect(await registry.register(subject, schemaOf(ID))).toEqual(first)
      expect(await registry.versions(subject)).toHaveLength(2)
    })

    it('ignores documentation and the long form of a plain type', async () => {
      const first = await registry.register(subject, schemaOf(ID))
      const same = { ...schemaOf({ name: 'id', doc: 'who', type: { type: 'string' } }), doc: 'in other words' } as const
      expect((await registry.register(subject, same)).id).toBe(first.id)
    })

    it('makes a new version when a default or a logical type differs', async () => {
      const plain: AvroField = { name: 'n', type: 'string', default: '' }
      await registry.register(subject, schemaOf(plain))
      await registry.register(subject, schemaOf({ ...plain, default: 'x' }))
      await registry.register(subject, schemaOf({ ...plain, type: { type: 'string', logicalType: 'uuid' } }))
      expect(await registry.versions(subject)).toHaveLength(3)
    })

    it('accepts a schema that reads records of the latest version', async () => {
      const before = schemaOf(ID, { name: 'n', type: 'int' }, { name: 'kind', type: enumOf('A', 'B') })
      await registry.register(subject, before)
      const after = schemaOf(
        ID,
        { name: 'n', type: ['null', 'long'] },
        { name: 'kind', type: enumOf('B', 'A', 'C') },
        { name: 'extra', type: ['null', 'string'], default: null },
      )
      expect((await registry.register(subject, after)).version).toBe(2)
      expect((await registry.register(subject, schemaOf(ID))).version).toBe(3)
    })

    it.each<[string, AvroField]>([
      ['a new field without a default', { name: 'extra', type: 'string' }],
      ['a field of another type', { name: 'id', type: 'int' }],
      ['a narrower field', { name: 'n', type: 'int' }],
      ['an enum that lost a symbol', { name: 'kind', type: enumOf('A') }],
    ])('refuses %s, names it, and keeps nothing', async (_, field) => {
      const fields: AvroField[] = [ID, { name: 'n', type: 'long' }, { name: 'kind', type: enumOf('A', 'B') }]
      await registry.register(subject, schemaOf(...fields))
      const changed = [...fields.filter(({ name }) => name !== field.name), field]
      const refused = registry.register(subject, schemaOf(...changed))
      await expect(refused).rejects.toMatchObject({ fault: { subject, problem: expect.stringContaining(field.name) } })
      expect(await faultCode(refused)).toBe('schema-incompatible')
      expect(await registry.versions(subject)).toHaveLength(1)
    })

    it('keeps subjects apart', async () => {
      const here = await registry.register(subject, schemaOf(ID))
      const there = await registry.register(`other-${subject}`, schemaOf({ name: 'id', type: 'int' }))
      expect([here.version, there.version]).toEqual([1, 1])
      expect(await registry.versions(subject)).toEqual([here])
    })

    it('registers a schema once when two threads do it at the same time', async () => {
      const other = await opened.another()
      const both = await Promise.all([registry.register(subject, schemaOf(ID)), other.register(subject, schemaOf(ID))])
      expect(both[0]).toEqual(both[1])
      expect(await other.versions(subject)).toHaveLength(1)
    })
  })
}

function schemaOf(...fields: AvroField[]): AvroSchema {
  return { type: 'record', name: 'thing', namespace: 'org.millrace.test', fields }
}

function enumOf(...symbols: string[]) {
  return { type: 'enum' as const, name: 'kind', symbols }
}
