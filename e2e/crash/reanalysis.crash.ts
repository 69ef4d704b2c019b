import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { writeOutOfOrderLog } from '../support/sample-log'
import { connect } from './support/client'
import { expectWhole, takeInventory } from './support/inventory'
import { live } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const MINUTES = 240
const FROM = Date.UTC(2024, 0, 15, 12)

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `survives ${killsOfAMoment} kills while ${MINUTES} windows are analysed again and events flow`,
  async () => {
    const next = random()
    const file = join(temp.dir, 'access.log')
    const dataDir = join(temp.dir, 'data')
    const lines = await writeOutOfOrderLog(file, MINUTES, 40)
    const replay = ['replay', file, '--json', '--data-dir', dataDir]
    const first = await millrace(...replay)
    expect(first.code, first.stderr).toBe(0)
    await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ producer: { rate: 3_000 } }))

    let remade = 0
    for (let n = 0; n < killsOfAMoment; n++) {
      const life = live(['serve', '--no-open', '--data-dir', dataDir])
      const { client } = await connect(life)
      const range = { dataset: 'access_log', from: FROM, to: FROM + MINUTES * 60_000 }
      // The store may still be starting.
      for (let asked = false; !asked; ) {
        asked = await client.reanalysis.reanalyse(range).then(
          () => true,
          () => sleep(100, false),
        )
      }
      // On a busy machine the first window takes a while.
      for await (const job of await client.reanalysis.feed()) if (job && job.done > 0) break
      await sleep(next() * 2_500)
      await life.kill(next() < 0.5)
    }
    const again = await millrace(...replay)
    expect(again.code, again.stderr).toBe(0)
    for (const { revision } of JSON.parse(again.stdout).windows) if (revision > 1) remade++
    expect(remade).toBeGreaterThan(0)
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', dataDir)
    expect(last.code, last.stderr).toBe(0)

    const replayed = await takeInventory(dataDir, 'access_log')
    expect(replayed.logged).toBe(lines)
    expectWhole(replayed)
    expectWhole(await takeInventory(dataDir))
  },
  timeFor(killsOfAMoment),
)
