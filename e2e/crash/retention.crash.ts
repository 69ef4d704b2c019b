import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, takeInventory } from './support/inventory'
import { live } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const SMALLEST_LOG = 16_000_000
const TWO_HOURS_MS = 7_200_000

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `survives ${killsOfAMoment} kills while old records are removed from the log, by size and by age`,
  async () => {
    const next = random()
    const log = { maxBytes: SMALLEST_LOG, maxAgeHours: 1 }
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify({ log }))
    const filled = await millrace('run', '--rate', '40000', '--for', '4s', '--json', '--data-dir', temp.dir)
    expect(filled.code, filled.stderr).toBe(0)
    const full = logged(temp.dir)
    expect(full.bytes).toBeGreaterThan(SMALLEST_LOG * 0.9)

    for (let n = 0; n < killsOfAMoment; n++) {
      if (n % 2 === 1) age(temp.dir)
      const life = live(['run', '--rate', '6000', '--data-dir', temp.dir])
      await sleep(1_000 + next() * 2_500)
      await life.kill(next() < 0.5)
    }
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', temp.dir)
    expect(last.code, last.stderr).toBe(0)
    const pruned = logged(temp.dir)
    expect(pruned.start).toBeGreaterThan(full.start)
    expect(pruned.bytes).toBeLessThanOrEqual(SMALLEST_LOG)
    expectWhole(await takeInventory(temp.dir))
  },
  timeFor(killsOfAMoment),
)

/** Makes half of the log's records two hours old: older than the limit, as after a night in which the app did not run. */
function age(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'log', 'log.sqlite'))
  database.exec(
    `UPDATE block SET loggedAt = loggedAt - ${TWO_HOURS_MS} WHERE id < (SELECT (min(id) + max(id)) / 2 FROM block)`,
  )
  database.close()
}

function logged(dataDir: string): { bytes: number; start: number } {
  const database = new DatabaseSync(join(dataDir, 'log', 'log.sqlite'))
  const row = database
    .prepare(
      `SELECT topic.bytes AS bytes, sum(partition.start) AS start FROM topic JOIN partition ON partition.topic = topic.id
       WHERE topic.name = 'user_interactions'`,
    )
    .get()
  database.close()
  return { bytes: Number(row?.bytes), start: Number(row?.start) }
}
