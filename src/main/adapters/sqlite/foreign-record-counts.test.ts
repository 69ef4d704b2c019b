import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ForeignRecordCounts } from '@main/ports/foreign-record-counts'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openForeignRecordCounts } from './foreign-record-counts'

const MINUTE = 60_000
let dir: string
let counts: ForeignRecordCounts
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-foreign-'))
  counts = await openForeignRecordCounts(dir)
})
afterEach(async () => {
  await counts.close()
  await rm(dir, { recursive: true })
})

const at = (partition: number, offset: number, window = 0, records = 1, epoch = 0) => ({
  epoch,
  partition,
  offset,
  window,
  records,
})
const EPOCHS = [{ epoch: 0 }]
const windowsOf = async (dataset: string) => (await counts.windowsSince(dataset, 0, EPOCHS)).windows

it('counts each record once, however often the log is read', async () => {
  const log = Array.from({ length: 60 }, (_, i) => at(i % 2, Math.floor(i / 2) * 3, (i % 4) * MINUTE, 1 + (i % 3)))
  const expected = new Map<number, number>()
  for (const { window, records } of log) expected.set(window, (expected.get(window) ?? 0) + records)
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 40 })), { maxLength: 20 }),
      async (reads) => {
        const dataset = `run ${run++}`
        // A sink may start anywhere up to its last position, as after a crash.
        let come = 0
        for (const [back, length] of reads) {
          const from = Math.min(back, come)
          await counts.add(dataset, log.slice(from, from + length))
          come = Math.max(come, from + length)
        }
        await counts.add(dataset, log.slice(Math.min(come, 60)))
        expect(new Map((await windowsOf(dataset)).map(({ start, records }) => [start, records]))).toEqual(expected)
      },
    ),
    { numRuns: 30 },
  )
})

it('returns the changes since a version', async () => {
  await counts.add('shop', [at(0, 0), at(0, 1, MINUTE)])
  const first = await counts.windowsSince('shop', 0, EPOCHS)
  expect(first.windows).toHaveLength(2)
  await counts.add('shop', [at(0, 2, MINUTE, 5)])
  const second = await counts.windowsSince('shop', first.version, EPOCHS)
  expect(second.windows).toEqual([{ start: MINUTE, records: 6 }])
  expect(await counts.windowsSince('shop', second.version, EPOCHS)).toEqual({ version: second.version, windows: [] })
  expect(await counts.total('shop')).toBe(7)
  expect(await windowsOf('web')).toEqual([])
})

it('keeps its counts for another thread and another start', async () => {
  await counts.add('shop', [at(0, 0)])
  const again = await openForeignRecordCounts(dir)
  await again.add('shop', [at(0, 0), at(0, 1)])
  expect(await windowsOf('shop')).toEqual([{ start: 0, records: 2 }])
  await again.close()
})

it('keeps the positions of each epoch separate, and returns the windows of the requested epochs', async () => {
  await counts.add('shop', [at(0, 5), at(0, 0, 0, 2, 7), at(0, 1, MINUTE, 1, 7)])
  expect(await windowsOf('shop')).toEqual([{ start: 0, records: 1 }])
  const both = await counts.windowsSince('shop', 0, [{ epoch: 0 }, { epoch: 7 }])
  expect(both.windows).toEqual([
    { start: 0, records: 3 },
    { start: MINUTE, records: 1 },
  ])
})

const TWO_LIVES = [
  { epoch: 0, since: [0, 0] },
  { epoch: 7, since: [6, 4] },
]

it('recounts windows that have fewer records in the current log than counted, and keeps the others', async () => {
  const early = [at(0, 1), at(0, 2), at(1, 1)]
  const split = [at(0, 4, MINUTE), at(1, 3, MINUTE)]
  const cut = [at(0, 6, MINUTE), at(0, 7, 2 * MINUTE)]
  await counts.add('shop', [...early, ...split, ...cut])
  // An older copy, which ended at 6 and 4, continues in its own epoch.
  const end = [8, 5]
  expect(await counts.recountFrom('shop', TWO_LIVES, end)).toEqual([4, 3])
  const { version } = await counts.windowsSince('shop', 0, TWO_LIVES)
  await counts.forgetLost('shop', TWO_LIVES, end)
  expect((await counts.windowsSince('shop', version, TWO_LIVES)).windows).toEqual([
    { start: MINUTE, records: 0 },
    { start: 2 * MINUTE, records: 0 },
  ])
  // The sink may start even earlier.
  await counts.add('shop', [...early, ...split, at(0, 6, MINUTE, 1, 7)])
  expect((await counts.windowsSince('shop', 0, TWO_LIVES)).windows).toEqual([
    { start: 0, records: 3 },
    { start: MINUTE, records: 3 },
    { start: 2 * MINUTE, records: 0 },
  ])
  expect(await counts.recountFrom('shop', TWO_LIVES, end)).toEqual([Infinity, Infinity])
  expect(await counts.total('shop')).toBe(6)
})

it('does not add up the counts of a topic that was recreated within the same epoch', async () => {
  const epochs = [{ epoch: 0, since: [0, 0] }]
  await counts.add('shop', [at(0, 8), at(0, 9), at(1, 0)])
  expect(await counts.recountFrom('shop', epochs, [3, 3])).toEqual([8, 0])
  await counts.forgetLost('shop', epochs, [3, 3])
  await counts.add('shop', [at(0, 0), at(1, 0), at(1, 1)])
  expect(await windowsOf('shop')).toEqual([{ start: 0, records: 3 }])
})

it('keeps the counts of a log that is not the current one', async () => {
  await counts.add('shop', [at(0, 9, 0, 1, 5)])
  expect(await counts.recountFrom('shop', TWO_LIVES, [3, 3])).toEqual([Infinity, Infinity])
  await counts.forgetLost('shop', TWO_LIVES, [3, 3])
  expect((await counts.windowsSince('shop', 0, [{ epoch: 5 }])).windows).toEqual([{ start: 0, records: 1 }])
})

it('continues with the counts from the first version of the file', async () => {
  await counts.close()
  const file = new DatabaseSync(join(dir, 'foreign-counts.sqlite'))
  file.exec(`DROP TABLE counted; DROP TABLE reached;
    CREATE TABLE reached (
      dataset TEXT NOT NULL, epoch INTEGER NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
      PRIMARY KEY (dataset, epoch, partition)
    ) WITHOUT ROWID;
    CREATE TABLE window (
      dataset TEXT NOT NULL, start INTEGER NOT NULL, epoch INTEGER NOT NULL, records INTEGER NOT NULL,
      version INTEGER NOT NULL, PRIMARY KEY (dataset, start, epoch)
    ) WITHOUT ROWID;
    CREATE INDEX window_by_version ON window (dataset, version);
    INSERT INTO reached VALUES ('shop', 0, 0, 5);
    INSERT INTO window VALUES ('shop', 0, 0, 4, 3);
    PRAGMA user_version = 1`)
  file.close()
  counts = await openForeignRecordCounts(dir)
  await counts.add('shop', [at(0, 4), at(0, 5), at(1, 0)])
  expect(await counts.windowsSince('shop', 3, EPOCHS)).toEqual({ version: 4, windows: [{ start: 0, records: 6 }] })
})
