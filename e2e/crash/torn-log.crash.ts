import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { loggedEnds, takeInventory } from './support/inventory'
import { live } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const WAL_HEADER = 32

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `continues with the intact records after the end of the log was cut off or overwritten, ${killsOfAMoment} times`,
  async () => {
    const next = random()
    let torn = 0
    for (let n = 0; n < killsOfAMoment; n++) {
      const before = await loggedEnds(temp.dir).catch(() => [])
      const life = live(['run', '--rate', '3000', '--data-dir', temp.dir])
      await sleep(1_500 + next() * 2_000)
      await life.kill(true)
      if (await tear(join(temp.dir, 'log', 'log.sqlite-wal'), next)) torn++
      const survived = await loggedEnds(temp.dir).catch(() => [])
      // The contents of the log's main file before this run do not depend on the damage.
      before.forEach((end, partition) => {
        expect(survived[partition] ?? 0, `partition ${partition} after tear ${n + 1}`).toBeGreaterThanOrEqual(end)
      })
    }
    expect(torn).toBeGreaterThan(0)
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', temp.dir)
    expect(last.code, last.stderr).toBe(0)
    const { lost, store, extracted, reported } = await takeInventory(temp.dir)
    // Rows whose position the log has lost stay in the store, once; every remaining position is there, once.
    expect(lost).toBe(0)
    expect({ ...store, extracted, reported }).toEqual({
      rows: store.rows,
      positions: store.rows,
      eventIds: store.rows,
      extracted: store.rows,
      reported: store.rows,
    })
  },
  timeFor(killsOfAMoment),
)

/** Cuts the write-ahead log at a random byte, or flips bytes in its last quarter: as after a false sync of the disk. */
async function tear(wal: string, next: () => number): Promise<boolean> {
  const size = await stat(wal).then(
    (info) => info.size,
    () => 0,
  )
  if (size <= WAL_HEADER) return false
  const file = await open(wal, 'r+')
  try {
    if (next() < 0.5) await file.truncate(WAL_HEADER + Math.floor(next() * (size - WAL_HEADER)))
    else {
      const at = Math.floor(size * (0.75 + next() * 0.25))
      const bytes = Buffer.alloc(Math.min(16, size - at))
      await file.read(bytes, 0, bytes.length, at)
      await file.write(
        bytes.map((byte) => byte ^ 0xff),
        0,
        bytes.length,
        at,
      )
    }
    return true
  } finally {
    await file.close()
  }
}
