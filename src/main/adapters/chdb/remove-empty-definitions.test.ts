import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { removeEmptyDefinitions } from './remove-empty-definitions'

it('removes empty table definitions, and nothing else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-definitions-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const database = join(dir, 'store', '94d', '94d6b1aa')
  await mkdir(join(database, 'detached'), { recursive: true })
  await writeFile(join(database, 'access_log.sql'), '')
  await writeFile(join(database, 'user_interactions.sql'), 'ATTACH TABLE _ …')
  await writeFile(join(database, 'data.bin'), '')
  await removeEmptyDefinitions(dir)
  expect((await readdir(database)).sort()).toEqual(['data.bin', 'detached', 'user_interactions.sql'])
})

it('does nothing in a new directory', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-definitions-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await expect(removeEmptyDefinitions(dir)).resolves.toBeUndefined()
})
