import { schemaRegistryContract } from '@main/ports/contracts/schema-registry.contract'
import { expect, it, onTestFinished } from 'vitest'
import { openEmbeddedRegistry } from './registry'
import { tempDir } from './testing/temp-dir'

async function openRegistry() {
  const { dir, remove } = tempDir()
  const registry = await openEmbeddedRegistry(dir)
  const opened = [registry]
  return {
    registry,
    async another() {
      const other = await openEmbeddedRegistry(dir)
      opened.push(other)
      return other
    },
    async cleanup() {
      await Promise.all(opened.map((each) => each.close()))
      remove()
    },
  }
}

schemaRegistryContract('SQLite', openRegistry)

it('keeps schemas and ids when it is opened again', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  const before = await openEmbeddedRegistry(dir)
  const first = await before.register('s', { type: 'record', name: 'r', fields: [{ name: 'id', type: 'string' }] })
  await before.close()
  const after = await openEmbeddedRegistry(dir)
  expect(await after.byId(first.id)).toEqual(first)
  await after.close()
})
