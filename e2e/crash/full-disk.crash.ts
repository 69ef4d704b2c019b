import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace } from '../support/millrace'
import { expectWhole, loggedTotal, takeInventory } from './support/inventory'
import { live, until } from './support/life'
import { mountOwnDisk, type OwnDisk, whyNoOwnDisk } from './support/own-disk'
import { killsOfAMoment, random, timeFor } from './support/plan'

const DISK_BYTES = 400_000_000
const missing = await whyNoOwnDisk()
if (missing !== null) console.log(`Skipped: there is no disk to fill, because ${missing}.`)

let disk: OwnDisk
let dataDir: string
beforeAll(async () => {
  if (missing !== null) return
  disk = await mountOwnDisk(DISK_BYTES)
  dataDir = join(disk.dir, 'data')
})
afterAll(async () => {
  if (missing === null) await disk.remove()
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
      await disk.fill()
      await sleep(next() * 2_500)
      // Some runs are killed while the disk is full, some after there was space again.
      if (next() < 0.5) {
        await disk.empty()
        await sleep(next() * 1_000)
      }
      await life.kill(next() < 0.5)
      expect(life.stderr()).not.toMatch(/^\s+at /m)
      await disk.empty()

      // The store of a killed app ends automatically, a moment later.
      await until('nothing writes to the disk', () => disk.makeReadOnly())
      const refused = await millrace(...run)
      disk.makeWritable()
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(/^Millrace cannot write to .*\. Make the directory writable, .*\.$/m)
      expect(refused.stderr).not.toMatch(/^\s+at /m)
    }

    const before = await loggedTotal(dataDir)
    const last = live([...run, '--for', '10s'])
    await until('events are logged', async () => (await loggedTotal(dataDir)) > before)
    await disk.fill()
    await until('it says that the disk is full', () => last.stderr().includes('is full'))
    await disk.empty()
    expect(await last.ended, last.stderr()).toBe(0)
    expectWhole(await takeInventory(dataDir))
  },
  timeFor(killsOfAMoment * 2),
)
