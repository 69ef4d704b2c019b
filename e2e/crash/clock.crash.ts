import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryDir } from '../support/millrace'
import { expectWhole, takeInventory } from './support/inventory'
import { live } from './support/life'
import { killsOfAMoment, random, seed, timeFor } from './support/plan'
import { whyNoPreload } from './support/preload'
import { settableClock } from './support/set-clock'

const missing = whyNoPreload()
if (missing !== null) console.log(`Skipped: the clock cannot be set, because ${missing}.`)

const HOUR = 3_600
/** When the run begins, shortly before the moment. The clock changes are those of Berlin. */
const MOMENTS = [
  { moment: 'midnight', begin: Date.UTC(2027, 4, 11, 21, 59, 55) },
  { moment: "the year's end in UTC", begin: Date.UTC(2027, 11, 31, 23, 59, 55) },
  { moment: 'the change to summer time', begin: Date.UTC(2028, 2, 26, 0, 59, 55) },
  { moment: 'the change to winter time', begin: Date.UTC(2028, 9, 29, 0, 59, 55) },
]
const lives = Math.max(1, Math.ceil(killsOfAMoment / MOMENTS.length))

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it.skipIf(missing !== null).each(MOMENTS)(
  `reports every window once while the clock jumps back and forth over $moment; kills: ${lives}`,
  async ({ begin }) => {
    const next = random(seed + begin)
    const dataDir = join(temp.dir, String(begin))
    const clock = settableClock(temp.dir)
    const env = { ...clock.env, TZ: 'Europe/Berlin' }
    await mkdir(dataDir, { mode: 0o700 })
    // The store's engine keeps the machine's time: in its time the rows are years away, and must not expire.
    await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ store: { ttlDays: 3_650 } }))
    const run = ['run', '--rate', '2000', '--json', '--data-dir', dataDir]
    for (let n = 0; n < lives; n++) {
      const ahead = (begin - Date.now()) / 1_000
      clock.set(ahead)
      const life = live(run, env)
      await sleep(1_500 + next() * 1_500)
      for (const jump of [-HOUR, 0, 2 * HOUR, 0]) {
        clock.set(ahead + jump)
        await sleep(300 + next() * 900)
      }
      await life.kill(next() < 0.5)
      expect(life.stderr()).toBe('')
    }
    clock.set((begin - Date.now()) / 1_000 + 3 * HOUR)
    const last = live([...run, '--for', '3s'], env)
    expect(await last.ended, `${last.stderr()}${last.stdout()}`).toBe(0)
    // Checks that the app really saw the changed clock.
    const [window] = JSON.parse(last.stdout()).windows
    expect(Date.parse(`${window.window.slice(0, 10)}T00:00Z`)).toBeGreaterThan(begin - 24 * HOUR * 1_000)
    const inventory = await takeInventory(dataDir)
    expect(inventory.logged).toBeGreaterThan(lives * 1_000)
    expectWhole(inventory)
  },
  timeFor(lives * 2),
)
