import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { logLine } from '../support/sample-log'
import { expectWhole, takeInventory } from './support/inventory'
import { live } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const LINES_PER_GROWTH = 8_000
const LINES_PER_SECOND = 200
const START = Date.UTC(2024, 0, 15, 12)

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `replays each line of a growing file once over ${killsOfAMoment} kills`,
  async () => {
    const next = random()
    const file = join(temp.dir, 'access.log')
    const dataDir = join(temp.dir, 'data')
    const replay = ['replay', file, '--json', '--data-dir', dataDir]
    let lines = 0
    const grow = async () => {
      const added = Array.from({ length: LINES_PER_GROWTH }, () => {
        const line = lines++
        return logLine(new Date(START + Math.floor(line / LINES_PER_SECOND) * 1_000), `/shop/${line}`, 200)
      })
      await appendFile(file, `${added.join('\n')}\n`)
    }

    for (let n = 0; n < killsOfAMoment; n++) {
      await grow()
      const life = live(replay)
      // Some runs are killed before the first line, some in the middle, and some have finished.
      await Promise.race([sleep(500 + next() * 3_500), life.ended])
      if (next() < 0.5) await grow()
      if (life.child.exitCode === null) await life.kill(next() < 0.5)
      else expect(life.child.exitCode, life.stderr()).toBe(0)
    }
    // An interrupted replay may end where the file ended when it began: the next replay adds the later lines.
    for (let n = 0; n < 2; n++) {
      const last = await millrace(...replay)
      expect(last.code, last.stderr).toBe(0)
    }
    const inventory = await takeInventory(dataDir, 'access_log')
    expect(inventory.logged).toBe(lines)
    expectWhole(inventory)
  },
  timeFor(killsOfAMoment),
)
