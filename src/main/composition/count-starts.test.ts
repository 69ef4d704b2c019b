import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { folderDocuments } from '../adapters/folder/json-documents'
import { countStart } from './count-starts'

async function newDir() {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-starts-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

it('counts the starts of a data directory', async () => {
  const dir = await newDir()
  expect(await countStart(folderDocuments(dir))).toBe(1)
  expect(await countStart(folderDocuments(dir))).toBe(2)
})

it('continues beyond any possible count when the file is damaged', async () => {
  const dir = await newDir()
  await writeFile(join(dir, 'starts.json'), '{"starts":')
  const first = await countStart(folderDocuments(dir))
  expect(first).toBeGreaterThan(1_000_000)
  expect(await countStart(folderDocuments(dir))).toBe(first + 1)
})
