import { join } from 'node:path'
import { FaultError } from '@shared/model/fault'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../database'
import { openDatabase } from '../open-database'
import { tempDir } from '../testing/temp-dir'
import { createPrune } from './prune'
import { LOG_FORMAT, type Topic } from './tables'

const TOPIC: Topic = { id: 1, name: 'shop', partitions: 2 }
const EVERYTHING = 1_000
const FOREVER = { maxBytes: Number.MAX_SAFE_INTEGER, before: 0 }

let database: Database
let committed: number[]
beforeEach(async () => {
  const { dir, remove } = tempDir()
  database = await openDatabase(join(dir, 'log.sqlite'), LOG_FORMAT)
  onTestFinished(async () => {
    await database.close()
    remove()
  })
  database.exec(`INSERT INTO topic (id, name, partitions) VALUES (1, 'shop', 2);
    INSERT INTO partition VALUES (1, 0, 0, 0), (1, 1, 0, 0)`)
  committed = [EVERYTHING, EVERYTHING]
})

/** Ten bytes and ten records each, logged at 100, 200 and so on, in these partitions. */
function blocks(...partitions: number[]): void {
  const next = [0, 0]
  for (const [i, partition] of partitions.entries()) {
    const base = next[partition] ?? 0
    next[partition] = base + 10
    database
      .prepare(
        `INSERT INTO block (topic, partition, base, next, minTime, maxTime, loggedAt, bytes)
         VALUES (1, ?, ?, ?, 0, 0, ?, zeroblob(10))`,
      )
      .run(partition, base, base + 10, (i + 1) * 100)
  }
  database.exec(`UPDATE topic SET bytes = ${partitions.length * 10}`)
}
const pruneAt = (maxBytes: number) =>
  createPrune(database, { get: () => committed, put: async () => undefined, close: async () => undefined }, maxBytes)
const prune = () => pruneAt(Number.MAX_SAFE_INTEGER)
const left = () =>
  database
    .prepare<{ loggedAt: number }>('SELECT loggedAt FROM block ORDER BY id')
    .all()
    .map((one) => one.loggedAt)
const bytes = () => database.prepare<{ bytes: number }>('SELECT bytes FROM topic').get()?.bytes
const starts = () =>
  database
    .prepare<{ start: number }>('SELECT start FROM partition ORDER BY number')
    .all()
    .map((one) => one.start)

describe('retention', () => {
  it('removes the oldest blocks of all partitions first, and moves the start of each partition', () => {
    blocks(0, 1, 1, 0)
    expect(prune().step(TOPIC, { ...FOREVER, maxBytes: 10 }, EVERYTHING)).toBe(3)
    expect([left(), bytes(), starts()]).toEqual([[400], 10, [10, 20]])
  })

  it('removes blocks logged before a time, but not at it', () => {
    blocks(0, 0, 0)
    expect(prune().step(TOPIC, { ...FOREVER, before: 200 }, EVERYTHING)).toBe(1)
    expect([left(), starts()]).toEqual([
      [200, 300],
      [10, 0],
    ])
  })

  it('keeps exactly as many bytes as allowed', () => {
    blocks(0, 1, 0)
    expect(prune().step(TOPIC, { ...FOREVER, maxBytes: 30 }, EVERYTHING)).toBe(0)
    expect(prune().step(TOPIC, { ...FOREVER, maxBytes: 29 }, EVERYTHING)).toBe(1)
  })

  it('removes no more than asked at once', () => {
    blocks(0, 1, 0, 1)
    expect(prune().step(TOPIC, { maxBytes: 0, before: EVERYTHING }, 3)).toBe(3)
    expect(left()).toEqual([400])
  })

  it('keeps what the sink has not stored, also in another partition', () => {
    blocks(0, 0, 1, 1)
    committed = [10, 20]
    expect(prune().step(TOPIC, { ...FOREVER, maxBytes: 0 }, EVERYTHING)).toBe(3)
    expect([left(), bytes()]).toEqual([[200], 10])
  })
})

describe('space for an append', () => {
  it('needs no removal up to the limit', () => {
    blocks(0, 0)
    pruneAt(25).makeRoom(TOPIC, 5)
    pruneAt(15).makeRoom(TOPIC, 0)
    expect(left()).toEqual([100, 200])
  })

  it('is freed for the append, and at least a part of the limit', () => {
    blocks(0, 0, 0, 0)
    pruneAt(40).makeRoom(TOPIC, 1)
    expect(left()).toEqual([200, 300, 400])
    pruneAt(40).makeRoom(TOPIC, 21)
    expect(left()).toEqual([400])
  })

  it('is missing when nothing more may be removed', () => {
    blocks(0, 0)
    committed = [10, 0]
    const full = new FaultError({ code: 'log-full', topic: 'shop', bytes: 10, limit: 20 })
    expect(() => pruneAt(20).makeRoom(TOPIC, 11)).toThrow(full)
    pruneAt(20).makeRoom(TOPIC, 10)
    expect(left()).toEqual([200])
  })

  it('is there for one append above the limit when the log is empty', () => {
    blocks(0)
    pruneAt(20).makeRoom(TOPIC, 100)
    expect([left(), bytes()]).toEqual([[], 0])
  })
})
