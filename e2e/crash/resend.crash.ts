import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { lettersOf, type Resend } from '@shared/model/letter-resend'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, takeInventory } from './support/inventory'
import { live, until } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

/** Lines that are stored at once, lines that pass once the schema is mended, and lines that never pass. */
const LINES = { good: 1_000, later: 9_800, never: 200 }
const START = Date.UTC(2025, 4, 17, 10)
const KILLS = Math.max(2, Math.min(6, killsOfAMoment))

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `stores each dead letter once, or leaves it dead once, over ${KILLS} kills and a cancel`,
  async () => {
    const next = random()
    const dataDir = join(temp.dir, 'data')
    const own = join(dataDir, 'datasets', 'orders')
    await mkdir(own, { recursive: true })
    await writeFile(join(own, 'dataset.json'), JSON.stringify(DATASET))
    await writeFile(join(own, 'schema.avsc'), schemaWith([]))
    const file = join(temp.dir, 'orders.jsonl')
    await writeFile(file, linesOf().join('\n'))
    const produced = await millrace('produce', 'orders', file, '--json', '--data-dir', dataDir)
    expect(produced.code, produced.stderr).toBe(0)
    expect(JSON.parse(produced.stdout)).toMatchObject({
      stored: LINES.good,
      dead_letters: LINES.later + LINES.never,
      balanced: true,
    })

    // The schema gets the field that most dead letters have.
    await writeFile(join(own, 'schema.avsc'), schemaWith([{ name: 'coupon', type: ['null', 'string'], default: null }]))
    const preview = await millrace('dead-letters', 'resend', 'orders', '--preview', '--json', '--data-dir', dataDir)
    expect(JSON.parse(preview.stdout)).toMatchObject({ letters: LINES.later + LINES.never, pass: LINES.later })

    const letters = await openEmbeddedDeadLetters(join(dataDir, 'dead-letters'))
    const handled = async () => {
      const counts = (await letters.resends.list({ limit: 10 })).map((one) => one.counts)
      return counts.reduce((sum, { sent, stored, dead }) => sum + sent + stored + dead, 0)
    }
    const resend = () => live(['dead-letters', 'resend', 'orders', '--json', '--data-dir', dataDir])
    /** Sends until this many more letters are under way, or all. */
    const sendUntil = async (life: ReturnType<typeof live>, more: number) => {
      const goal = (await handled()) + more
      await until('letters are sent', async () => (await handled()) >= goal || life.child.exitCode !== null)
    }
    for (let n = 0; n < KILLS; n++) {
      const life = resend()
      await sendUntil(life, 300 + next() * 1_000)
      await life.kill(next() < 0.5)
    }
    const before = await handled()
    expect(before, 'the kills hit a resend that is under way').toBeLessThan(LINES.later)

    const cancelled = resend()
    await sendUntil(cancelled, 200)
    cancelled.child.kill('SIGINT')
    expect(await cancelled.ended, cancelled.stderr()).toBe(130)
    const [first] = await letters.resends.list({ limit: 1 })
    expect(first).toMatchObject({ state: 'cancelled', counts: { waiting: 0, sent: 0 } })
    expect(first?.counts.kept, 'the cancel hit a resend that is under way').toBeGreaterThan(0)

    const last = await millrace('dead-letters', 'resend', 'orders', '--json', '--data-dir', dataDir)
    expect(last.code, last.stderr).toBe(0)
    const resends: Resend[] = await letters.resends.list({ limit: 100 })
    const sum = (key: keyof Resend['counts']) => resends.reduce((total, { counts }) => total + counts[key], 0)
    expect({ stored: sum('stored'), waiting: sum('waiting'), sent: sum('sent') }).toEqual({
      stored: LINES.later,
      waiting: 0,
      sent: 0,
    })
    // The first claimed them all; each other one claimed what was open by then.
    const [second, claimed] = [resends[0], resends[1]]
    expect(resends).toHaveLength(2)
    expect(claimed && lettersOf(claimed.counts)).toBe(LINES.later + LINES.never)
    expect(claimed?.counts.dead, 'none is dead twice in one resend').toBeLessThanOrEqual(LINES.never)
    expect(second && lettersOf(second.counts)).toBe(LINES.later + LINES.never - (claimed?.counts.stored ?? 0))
    expect(await letters.resends.countOpen({ dataset: 'orders' })).toBe(LINES.never)
    const states = new Map<string, number>()
    let oldest: number | undefined
    for (;;) {
      const page = await letters.list({ before: oldest, limit: 1_000 })
      for (const { state } of page) states.set(state, (states.get(state) ?? 0) + 1)
      oldest = page.at(-1)?.id
      if (page.length === 0) break
    }
    expect(Object.fromEntries(states)).toEqual({ stored: LINES.later, open: LINES.never })
    await letters.close()

    const inventory = await takeInventory(dataDir, 'orders')
    expect(inventory.logged).toBe(LINES.good + LINES.later)
    expectWhole(inventory)
  },
  timeFor(KILLS + 4),
)

const DATASET = {
  title: 'Orders',
  description: 'Of a shop.',
  roles: { time: 'at', type: 'kind', outcome: 'state', errorSymbols: ['BAD'], key: 'customer', id: 'event_id' },
}

function schemaWith(more: readonly object[]): string {
  const fields = [
    { name: 'event_id', type: 'string' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'kind', type: 'string' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['GOOD', 'BAD'] } },
    { name: 'customer', type: 'string' },
    { name: 'amount', type: 'int' },
    ...more,
  ]
  return JSON.stringify({ type: 'record', name: 'orders', fields })
}

function linesOf(): string[] {
  const all = LINES.good + LINES.later + LINES.never
  return Array.from({ length: all }, (_, i) => {
    const line = {
      at: START + i * 20,
      kind: `k${i % 5}`,
      state: i % 50 === 0 ? 'BAD' : 'GOOD',
      customer: `c${i % 97}`,
      amount: i,
    }
    if (i % 11 === 0 && i / 11 < LINES.good) return JSON.stringify(line)
    return JSON.stringify(
      i % 55 === 1 && i / 55 < LINES.never ? { ...line, amount: 'much' } : { ...line, coupon: 'MAY' },
    )
  })
}
