import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { loggedEnds, takeInventory } from './support/inventory'
import { live } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const WAL_HEADER = 32

let place: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  place = await temporaryDir()
})
afterAll(() => place.remove())

it(
  `goes on with what is whole after the end of the log was cut off or overwritten, ${killsOfAMoment} times`,
  async () => {
    const next = random()
    let torn = 0
    for (let n = 0; n < killsOfAMoment; n++) {
      const before = await loggedEnds(place.dir).catch(() => [])
      const life = live(['run', '--rate', '3000', '--data-dir', place.dir])
      await sleep(1_500 + next() * 2_000)
      await life.kill(true)
      if (await tear(join(place.dir, 'log', 'log.sqlite-wal'), next)) torn++
      const survived = await loggedEnds(place.dir).catch(() => [])
      // What was in the log's own file before this life began does not depend on what was torn.
      before.forEach((end, partition) => {
        expect(survived[partition] ?? 0, `partition ${partition} after tear ${n + 1}`).toBeGreaterThanOrEqual(end)
      })
    }
    expect(torn).toBeGreaterThan(0)
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', place.dir)
    expect(last.code, last.stderr).toBe(0)
    const { lost, store, extracted, reported } = await takeInventory(place.dir)
    // Rows whose place the log has lost stay in the store, once; every place that survived is there, once.
    expect(lost).toBe(0)
    expect({ ...store, extracted, reported }).toEqual({
      rows: store.rows,
      places: store.rows,
      eventIds: store.rows,
      extracted: store.rows,
      reported: store.rows,
    })
  },
  timeFor(killsOfAMoment),
)

/** Cuts the write-ahead log at any byte, or flips bytes in its last quarter: what a disk leaves that lied about a sync. */
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
