import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { type Inventory, loggedEnds, takeInventory } from './inventory'

const kills = Number(process.env.MILLRACE_KILLS ?? 200)
const seed = Number(process.env.MILLRACE_SEED ?? Date.now() % 1_000_000)
const LONGEST_LIFE_MS = 3_500

let place: Awaited<ReturnType<typeof temporaryDir>>
let inventory: Inventory
let last: { code: number | null; stdout: string; stderr: string }

/** Mulberry32: a failed run can be repeated with its seed. */
function random(state: number): () => number {
  let a = state
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The app alone, or with its store's server at the same moment. */
async function kill(child: ChildProcess, withStore: boolean): Promise<void> {
  const ended = once(child, 'exit')
  process.kill(withStore ? -(child.pid as number) : (child.pid as number), 'SIGKILL')
  await ended
}

beforeAll(
  async () => {
    place = await temporaryDir()
    const next = random(seed)
    console.log(`${kills} kills, seed ${seed}`)
    let before: readonly number[] = []
    for (let n = 0; n < kills; n++) {
      const child = spawnMillrace(['run', '--rate', '3000', '--data-dir', place.dir], { detached: true })
      await sleep(next() * LONGEST_LIFE_MS)
      expect(child.exitCode, 'it runs until it is killed').toBeNull()
      await kill(child, next() < 0.5)
      const ends = await loggedEnds(place.dir).catch(() => [])
      before.forEach((end, partition) => {
        expect(
          ends[partition] ?? 0,
          `acknowledged offsets of partition ${partition} after kill ${n + 1}`,
        ).toBeGreaterThanOrEqual(end)
      })
      before = ends
    }
    last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', place.dir)
    inventory = await takeInventory(place.dir)
    console.log(JSON.stringify(inventory))
  },
  kills * 10_000 + 300_000,
)

afterAll(() => place.remove())

it('ends with a balanced ledger', () => {
  expect(last.stderr).toBe('')
  expect(last.code).toBe(0)
})

it('made something to lose', () => {
  expect(inventory.logged).toBeGreaterThan(kills * 100)
})

it('lost nothing: every offset of the log is in the store', () => {
  expect(inventory.store.rows).toBe(inventory.logged)
  for (const { rows, lowest, highest } of inventory.partitions) expect([lowest, highest]).toEqual([0, rows - 1])
})

it('stored nothing twice', () => {
  expect(inventory.store.places).toBe(inventory.store.rows)
  expect(inventory.store.eventIds).toBe(inventory.store.rows)
})

it('filled every window: extracts and reports hold every event once', () => {
  expect(inventory.extracted).toBe(inventory.logged)
  expect(inventory.reported).toBe(inventory.logged)
})
