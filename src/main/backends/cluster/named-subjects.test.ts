import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { namedSubjects, subjectTable } from './named-subjects'

const orders = Dataset.parse({
  name: 'orders',
  title: 'Orders',
  description: '',
  partitions: 2,
  roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'kind' },
  schema: {
    type: 'record',
    name: 'Order',
    namespace: 'com.shop',
    fields: [
      { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B'] } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    ],
  },
})

/** A registry that knows every subject it was asked to register. */
function registryThatKeeps() {
  const kept: RegisteredSchema[] = []
  const registry: SchemaRegistry = {
    async register(subject, schema) {
      const added = { id: kept.length + 1, subject, version: 1, schema }
      kept.push(added)
      return added
    },
    byId: async (id, subject) => kept.find((one) => one.id === id && one.subject === subject) ?? kept[id - 1] ?? null,
    versions: async (subject) => kept.filter((one) => one.subject === subject),
    close: async () => undefined,
  }
  return { registry, kept }
}

it.each([
  ['topic', 'eu.orders-value'],
  ['record', 'com.shop.Order'],
  ['topic-record', 'eu.orders-com.shop.Order'],
] as const)(
  'names subjects by the strategy "%s" in the registry, and as always in the pipeline',
  async (strategy, name) => {
    const { registry, kept } = registryThatKeeps()
    const named = namedSubjects(registry, subjectTable([orders], strategy, 'eu.'))
    const added = await named.register('orders-value', orders.schema)
    expect(kept.map(({ subject }) => subject)).toEqual([name])
    expect(added.subject).toBe('orders-value')
    expect(await named.byId(added.id, 'orders-value')).toEqual(added)
    expect(await named.versions('orders-value')).toEqual([added])
  },
)

it('leaves the subjects of others as they are', async () => {
  const { registry } = registryThatKeeps()
  const named = namedSubjects(registry, subjectTable([orders], 'record', ''))
  await registry.register('payments-value', orders.schema)
  expect(await named.byId(1)).toMatchObject({ subject: 'payments-value' })
})
