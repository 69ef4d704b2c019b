import { faultCode } from '@main/ports/contracts/fault-code'
import { schemaRegistryContract } from '@main/ports/contracts/schema-registry.contract'
import type { SchemaRegistry } from '@main/ports/schema-registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openConfluentRegistry } from './registry'

const missing = await whyNoStack('kafka', 'schema-registry')

describe.skipIf(missing !== null)(`A Confluent-compatible registry${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let service: TestService
  beforeAll(async () => {
    await stack.start('kafka')
    service = await stack.start('schema-registry')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const open = () => openConfluentRegistry({ url: `http://127.0.0.1:${service.port(8081)}` })

  schemaRegistryContract('Schema Registry', async () => {
    const opened: SchemaRegistry[] = [open()]
    return {
      registry: opened[0] as SchemaRegistry,
      async another() {
        const other = open()
        opened.push(other)
        return other
      },
      async cleanup() {
        await Promise.all(opened.map((registry) => registry.close()))
      },
    }
  })

  it('keeps the documentation for people who read the registry', async () => {
    const registry = open()
    const subject = `documented_${Date.now()}-value`
    await registry.register(subject, {
      type: 'record',
      name: 'thing',
      doc: 'in words',
      fields: [{ name: 'id', type: 'string', doc: 'who' }],
    })
    expect((await registry.versions(subject))[0]?.schema).toMatchObject({ doc: 'in words', fields: [{ doc: 'who' }] })
    await registry.close()
  })

  it('works again after it was killed', async () => {
    const registry = open()
    const subject = `killed_${Date.now()}-value`
    const schema = { type: 'record', name: 'thing', fields: [{ name: 'id', type: 'string' }] } as const
    const before = await registry.register(subject, { ...schema, fields: [...schema.fields] })
    await service.kill()
    expect(await faultCode(registry.versions(subject))).toBe('registry-unavailable')
    await service.startAgain()
    // It may answer before it has read its data back from Kafka.
    await expect.poll(() => registry.byId(before.id), { timeout: 60_000 }).toEqual(before)
    await registry.close()
  })
})
