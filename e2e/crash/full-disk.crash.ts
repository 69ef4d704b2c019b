import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, loggedTotal, takeInventory } from './support/inventory'
import { live, until } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const DISK_BYTES = 400_000_000
const CHUNK = Buffer.alloc(1_000_000)
const missing = await whyNoDiskOfItsOwn()
if (missing !== null) console.log(`Skipped: there is no disk to fill, because ${missing}.`)

let temp: Awaited<ReturnType<typeof temporaryDir>>
let disk: string
let dataDir: string
beforeAll(async () => {
  temp = await temporaryDir()
  disk = join(temp.dir, 'disk')
  dataDir = join(disk, 'data')
  await mkdir(disk)
  if (missing === null) mount('-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk)
})
afterAll(async () => {
  if (missing === null) execFileSync('umount', ['--lazy', disk])
  await temp.remove()
})

it.skipIf(missing !== null)(
  `loses nothing when the disk is full or read-only, over ${killsOfAMoment} kills, and continues automatically`,
  async () => {
    const next = random()
    const run = ['run', '--rate', '3000', '--json', '--data-dir', dataDir]
    for (let n = 0; n < killsOfAMoment; n++) {
      const before = await loggedTotal(dataDir)
      const life = live(run)
      // Before it runs, a full disk ends it, with words.
      await until('events are logged', async () => (await loggedTotal(dataDir)) > before)
      await sleep(next() * 1_000)
      await fill()
      await sleep(next() * 2_500)
      // Some runs are killed while the disk is full, some after there was space again.
      if (next() < 0.5) {
        await empty()
        await sleep(next() * 1_000)
      }
      await life.kill(next() < 0.5)
      expect(life.stderr()).not.toMatch(/^\s+at /m)
      await empty()

      // The store of a killed app ends automatically, a moment later.
      await until('nothing writes to the disk', () => mounts('-o', 'remount,ro', disk))
      const refused = await millrace(...run)
      mount('-o', 'remount,rw', disk)
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(/^Millrace cannot write to .*\. Make the directory writable, .*\.$/m)
      expect(refused.stderr).not.toMatch(/^\s+at /m)
    }

    const before = await loggedTotal(dataDir)
    const last = live([...run, '--for', '10s'])
    await until('events are logged', async () => (await loggedTotal(dataDir)) > before)
    await fill()
    await until('it says that the disk is full', () => last.stderr().includes('is full'))
    await empty()
    expect(await last.ended, last.stderr()).toBe(0)
    expectWhole(await takeInventory(dataDir))
  },
  timeFor(killsOfAMoment * 2),
)

function mount(...args: string[]): void {
  execFileSync('mount', args)
}

function mounts(...args: string[]): boolean {
  return spawnSync('mount', args).status === 0
}

async function whyNoDiskOfItsOwn(): Promise<string | null> {
  if (process.platform !== 'linux') return 'only Linux has tmpfs'
  if (process.getuid?.() !== 0) return 'only root may mount one'
  const tried = await temporaryDir()
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', tried.dir], { stdio: 'pipe' })
    execFileSync('umount', [tried.dir])
    return null
  } catch {
    return 'this container may not mount one'
  } finally {
    await tried.remove()
  }
}

/** Fills the disk to the last byte. */
async function fill(): Promise<void> {
  const file = join(disk, 'filler')
  for (let chunk = CHUNK; chunk.length > 0; ) {
    await writeFile(file, chunk, { flag: 'a' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error
      chunk = chunk.subarray(0, Math.floor(chunk.length / 2))
    })
  }
}

async function empty(): Promise<void> {
  await rm(join(disk, 'filler'), { force: true })
}
