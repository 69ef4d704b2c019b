import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, type Inventory, loggedEnds, takeInventory } from './support/inventory'
import { live } from './support/life'
import { kills, random, seed, timeFor } from './support/plan'

const LONGEST_LIFE_MS = 3_500

let temp: Awaited<ReturnType<typeof temporaryDir>>
let inventory: Inventory
let last: { code: number | null; stdout: string; stderr: string }

beforeAll(async () => {
  temp = await temporaryDir()
  const next = random()
  console.log(`${kills} kills, seed ${seed}`)
  let before: readonly number[] = []
  for (let n = 0; n < kills; n++) {
    const life = live(['run', '--rate', '3000', '--data-dir', temp.dir])
    await sleep(next() * LONGEST_LIFE_MS)
    await life.kill(next() < 0.5)
    const ends = await loggedEnds(temp.dir).catch(() => [])
    before.forEach((end, partition) => {
      expect(
        ends[partition] ?? 0,
        `acknowledged offsets of partition ${partition} after kill ${n + 1}`,
      ).toBeGreaterThanOrEqual(end)
    })
    before = ends
  }
  last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', temp.dir)
  inventory = await takeInventory(temp.dir)
}, timeFor(kills))

afterAll(() => temp.remove())

it('ends with a balanced ledger', () => {
  expect(last.stderr).toBe('')
  expect(last.code).toBe(0)
})

it('logged enough events to make a loss visible', () => {
  expect(inventory.logged).toBeGreaterThan(kills * 100)
})

it('lost nothing and stored nothing twice; every window is reported', () => expectWhole(inventory))
