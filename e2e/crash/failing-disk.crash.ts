import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryDir } from '../support/millrace'
import { failingDisk } from './support/failing-disk'
import { expectWhole, loggedTotal, takeInventory } from './support/inventory'
import { live, until } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'
import { whyNoPreload } from './support/preload'

const FAILURES_PER_LIFE = 3
const missing = whyNoPreload()
if (missing !== null) console.log(`Skipped: no disk can be made to fail, because ${missing}.`)

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it.skipIf(missing !== null)(
  `loses nothing when writes and syncs fail, over ${killsOfAMoment} kills, and continues when the disk works again`,
  async () => {
    const next = random()
    const dataDir = join(temp.dir, 'data')
    const disk = failingDisk(temp.dir, dataDir)
    const failAndMend = async () => {
      const what = next() < 0.5 ? 'writes' : 'syncs'
      const error = next() < 0.7 ? 'EIO' : 'EROFS'
      // One call alone, a few, or all of them until the disk is repaired.
      const calls = [1, 5, undefined][Math.floor(next() * 3)]
      disk.fail(what, 1 + Math.floor(next() * 40), error, calls)
      await sleep(300 + next() * 1_200)
    }
    const run = ['run', '--rate', '3000', '--json', '--data-dir', dataDir]

    for (let n = 0; n < killsOfAMoment; n++) {
      const before = await loggedTotal(dataDir)
      const life = live(run, disk.env)
      await until('events are logged', async () => (await loggedTotal(dataDir)) > before)
      await failAndMend()
      // Some runs are killed while the disk fails, and find it repaired when they start again.
      await life.kill(next() < 0.5)
      disk.mend()
      expect(life.stderr()).not.toMatch(/^\s+at /m)
    }

    disk.fail('syncs', 1, 'EIO')
    const refused = live(run, disk.env)
    expect(await refused.ended).toBe(1)
    expect(refused.stderr()).toMatch(
      /^The disk that holds .* failed to read or write \(.*\)\. No acknowledged event is lost\. .*$/m,
    )
    expect(refused.stderr()).not.toMatch(/^\s+at /m)
    disk.mend()

    const before = disk.failed()
    const last = live([...run, '--for', '12s'], disk.env)
    // Into the middle of the run, and between two failures long enough to recover.
    await sleep(2_000)
    for (let n = 0; n < FAILURES_PER_LIFE; n++) {
      await failAndMend()
      disk.mend()
      await sleep(1_000)
    }
    // All writes for a while: too long to miss.
    disk.fail('writes', 1, 'EIO')
    await sleep(1_500)
    disk.mend()
    expect(await last.ended, last.stderr()).toBe(0)
    console.log(`${disk.failed()} writes and syncs failed`)
    expect(disk.failed()).toBeGreaterThan(before)
    expect(last.stderr()).toContain('failed to read or write')
    expect(last.stderr()).not.toMatch(/^\s+at /m)
    expectWhole(await takeInventory(dataDir))
  },
  timeFor(killsOfAMoment),
)
