import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chunksOf } from '@main/ports/fakes/memory-temp-files'
import { FaultError } from '@shared/model/fault'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTempFiles } from './temp-files'

let dir: string
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'millrace-temp-')), 'tmp')
})
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }))

it('keeps a file while the work runs, and removes it however the work ends', async () => {
  const temp = await openTempFiles(dir)
  const read = await temp.use(async (path) => {
    await temp.write(path, chunksOf('one ', 'two'))
    return readFile(path, 'utf8')
  })
  expect(read).toBe('one two')
  const failing = temp.use(async (path) => {
    await temp.write(path, chunksOf('x'))
    throw new Error('the work failed')
  })
  await expect(failing).rejects.toThrow('the work failed')
  expect(await readdir(dir)).toEqual([])
})

it('removes the leftovers of a crash', async () => {
  await mkdir(join(dir, 'nested'), { recursive: true })
  await writeFile(join(dir, 'left'), 'x')
  await openTempFiles(dir)
  expect(await readdir(dir)).toEqual([])
})

it('reports a full disk, and passes on errors of the byte source', async () => {
  const temp = await openTempFiles(dir)
  async function* breaking() {
    yield new Uint8Array(10)
    throw new FaultError({ code: 'store-unavailable', reason: 'it went away' })
  }
  const broken = temp.use((path) => temp.write(path, breaking()))
  await expect(broken).rejects.toMatchObject({ fault: { code: 'store-unavailable' } })
  const full = temp.use(async () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  })
  await expect(full).rejects.toMatchObject({ fault: { code: 'disk-full', dir } })
  expect(await readdir(dir)).toEqual([])
})

it.skipIf(process.platform !== 'linux')('reports a disk that is really full', async () => {
  const temp = await openTempFiles(dir)
  async function* endless() {
    for (;;) yield new Uint8Array(65_536)
  }
  // The device accepts no bytes.
  const full = temp.use(() => temp.write('/dev/full', endless()))
  await expect(full).rejects.toMatchObject({ fault: { code: 'disk-full' } })
})
