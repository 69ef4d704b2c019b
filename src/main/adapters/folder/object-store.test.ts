import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { objectStoreContract } from '@main/ports/contracts/object-store.contract'
import { expect, it, onTestFinished } from 'vitest'
import { folderObjectStore } from './object-store'

async function openFolder() {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-objects-'))
  return { dir, objects: folderObjectStore(dir), cleanup: () => rm(dir, { recursive: true }) }
}

objectStoreContract('a folder', openFolder)

it('hides the leftovers of a crashed put, and removes them with the next one', async () => {
  const { dir, objects, cleanup } = await openFolder()
  onTestFinished(cleanup)
  await mkdir(join(dir, 'shop'))
  await writeFile(join(dir, 'shop', 'a.json.0123abcd.partial'), 'half')
  expect(await objects.list('shop')).toEqual([])
  await objects.put('shop', 'a.json', Buffer.from('{}'))
  expect(await readdir(join(dir, 'shop'))).toEqual(['a.json'])
})
