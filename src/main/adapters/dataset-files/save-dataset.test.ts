import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadDatasets } from './load-datasets'
import { saveDataset } from './save-dataset'

const SCHEMA = '// ours\n{"type": "record", "name": "reading", "fields": [{"name": "at", "type": "long"}]}'
const NEW = { name: 'readings', title: 'Readings', schema: SCHEMA, roles: { time: 'at', errorSymbols: [] } }

let dir: string
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'millrace-save-')), 'datasets')
})
afterEach(() => rm(join(dir, '..'), { recursive: true }))

it('writes a dataset as its folder, with the schema as it came', async () => {
  await saveDataset(dir, NEW)
  expect(await readFile(join(dir, 'readings', 'schema.avsc'), 'utf8')).toBe(SCHEMA)
  expect((await loadDatasets([dir])).datasets).toMatchObject([
    { name: 'readings', title: 'Readings', roles: { time: '@time' } },
  ])
})

it('replaces a version, and keeps what else its file says', async () => {
  await saveDataset(dir, NEW)
  const file = join(dir, 'readings', 'dataset.json')
  await writeFile(file, JSON.stringify({ title: 'Old', description: 'mine', partitions: 3, roles: { time: 'gone' } }))
  await saveDataset(dir, NEW)
  expect((await loadDatasets([dir])).datasets).toMatchObject([
    { title: 'Readings', description: 'mine', partitions: 3 },
  ])
})

it('writes nothing when it cannot be used', async () => {
  const roles = { ...NEW.roles, time: 'when' }
  await expect(saveDataset(dir, { ...NEW, roles })).rejects.toMatchObject({
    fault: { code: 'dataset-invalid', problem: expect.stringContaining('roles.time names "when"') },
  })
  expect(await loadDatasets([dir])).toEqual({ datasets: [], refused: [] })
})
