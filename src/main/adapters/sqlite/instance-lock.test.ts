import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { lockDataDir } from './instance-lock'
import { tempDir } from './testing/temp-dir'

/** No process has this id: Linux and macOS assign smaller ones. */
const NOBODY = 2 ** 31 - 1

function newDir() {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  return dir
}

it('names the process that uses the data directory, and its address', async () => {
  const dir = newDir()
  const lock = await lockDataDir(dir)
  onTestFinished(() => lock.release())
  lock.announce('http://127.0.0.1:1')
  await expect(lockDataDir(dir)).rejects.toMatchObject({
    fault: { code: 'data-dir-in-use', pid: process.pid, url: 'http://127.0.0.1:1' },
  })
})

it('never names a killed instance: it waits for the name of its successor', async () => {
  const dir = newDir()
  const lock = await lockDataDir(dir)
  onTestFinished(() => lock.release())
  writeFileSync(join(dir, 'instance.json'), JSON.stringify({ pid: NOBODY, url: 'http://127.0.0.1:2' }))
  const refused = expect(lockDataDir(dir)).rejects.toMatchObject({ fault: { pid: process.pid, url: null } })
  setTimeout(() => writeFileSync(join(dir, 'instance.json'), JSON.stringify({ pid: process.pid, url: null })), 50)
  await refused
})

it('names no process when the holder cannot be found', async () => {
  const dir = newDir()
  const lock = await lockDataDir(dir)
  onTestFinished(() => lock.release())
  writeFileSync(join(dir, 'instance.json'), '')
  await expect(lockDataDir(dir)).rejects.toMatchObject({ fault: { code: 'data-dir-in-use', pid: null, url: null } })
})

it('can be taken again after its release', async () => {
  const dir = newDir()
  const first = await lockDataDir(dir)
  first.release()
  const second = await lockDataDir(dir)
  second.release()
})
