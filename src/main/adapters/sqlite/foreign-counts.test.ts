import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ForeignCounts } from '@main/ports/foreign-counts'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openForeignCounts } from './foreign-counts'

const MINUTE = 60_000
let dir: string
let counts: ForeignCounts
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-foreign-'))
  counts = await openForeignCounts(dir)
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

it('counts each record once, however the log is read again', async () => {
  const log = Array.from({ length: 60 }, (_, i) => at(i % 2, Math.floor(i / 2) * 3, (i % 4) * MINUTE, 1 + (i % 3)))
  const expected = new Map<number, number>()
  for (const { window, records } of log) expected.set(window, (expected.get(window) ?? 0) + records)
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 40 })), { maxLength: 20 }),
      async (reads) => {
        const dataset = `run ${run++}`
        // A sink begins anywhere up to where it has come, as after a crash.
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

it('gives what changed since a version', async () => {
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
  const again = await openForeignCounts(dir)
  await again.add('shop', [at(0, 0), at(0, 1)])
  expect(await windowsOf('shop')).toEqual([{ start: 0, records: 2 }])
  await again.close()
})

it('keeps the places of each epoch apart, and gives the windows of the wanted ones', async () => {
  await counts.add('shop', [at(0, 5), at(0, 0, 0, 2, 7), at(0, 1, MINUTE, 1, 7)])
  expect(await windowsOf('shop')).toEqual([{ start: 0, records: 1 }])
  const both = await counts.windowsSince('shop', 0, [{ epoch: 0 }, { epoch: 7 }])
  expect(both.windows).toEqual([
    { start: 0, records: 3 },
    { start: MINUTE, records: 1 },
  ])
})

it('counts an epoch from its start when it ends before what was counted', async () => {
  await counts.add('shop', [at(0, 9), at(1, 9)])
  await counts.begin('shop', 0, [10, 3])
  await counts.add('shop', [at(0, 8), at(1, 0)])
  expect(await windowsOf('shop')).toEqual([{ start: 0, records: 3 }])
})
