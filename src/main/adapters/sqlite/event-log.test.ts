import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { eventLogContract } from '@main/ports/contracts/event-log.contract'
import { faultCode } from '@main/ports/contracts/fault-code'
import { readAll, recordsOf } from '@main/ports/contracts/testing/log-records'
import type { EventLog } from '@main/ports/event-log'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openEmbeddedLog } from './event-log'
import { tempDir } from './testing/temp-dir'

const LIMIT = 1_000_000

async function openLog() {
  const { dir, remove } = tempDir()
  const open = [await openEmbeddedLog(dir, { maxBytes: LIMIT })]
  const another = async () => {
    const log = await openEmbeddedLog(dir, { maxBytes: LIMIT })
    open.push(log)
    return log
  }
  return {
    dense: true,
    dir,
    log: open[0] as EventLog,
    another,
    async cleanup() {
      await Promise.all(open.map((log) => log.close()))
      remove()
    },
  }
}

async function openTopic(partitions = 2) {
  const opened = await openLog()
  onTestFinished(opened.cleanup)
  await opened.log.createTopic('shop', partitions)
  return opened
}

/** About `bytes` in `count` records. */
function largeRecords(count: number, bytes: number) {
  return recordsOf(0, count).map((record) => ({ ...record, value: Buffer.alloc(Math.floor(bytes / count), 7) }))
}

eventLogContract('SQLite', openLog)

it('continues where it was when it is opened again', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  const before = await openEmbeddedLog(dir, { maxBytes: LIMIT })
  await before.createTopic('shop', 2)
  await before.append('shop', recordsOf(0, 10), { id: 's', produced: new Map(), progress: '10' })
  await before.commit('shop', [1, 1])
  const { version } = await before.windowCounts('shop', 0)
  await before.close()

  const after = await openEmbeddedLog(dir, { maxBytes: LIMIT })
  onTestFinished(() => after.close())
  await after.append('shop', recordsOf(10, 10))
  expect(await readAll(after, 'shop')).toHaveLength(20)
  expect(await after.progress('s')).toBe('10')
  expect(await after.committed('shop')).toEqual([1, 1])
  expect((await after.windowCounts('shop', version)).windows).toHaveLength(1)
})

it('does not use positions of another log', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  const before = await openEmbeddedLog(dir, { maxBytes: LIMIT })
  await before.createTopic('shop', 2)
  await before.append('shop', recordsOf(0, 10))
  await before.commit('shop', [5, 5])
  await before.close()
  const file = new DatabaseSync(join(dir, 'log.sqlite'))
  file.exec(`UPDATE log SET identity = 'moved away'`)
  file.close()
  const after = await openEmbeddedLog(dir, { maxBytes: LIMIT })
  onTestFinished(() => after.close())
  expect(await after.committed('shop')).toEqual([0, 0])
})

it('refuses a record larger than 1 MiB, and accepts one of 1 MiB', async () => {
  const { log } = await openTopic()
  const record = { key: new Uint8Array(0), eventTime: 0, value: Buffer.alloc(1024 * 1024, 1) }
  await log.append('shop', [record])
  expect((await readAll(log, 'shop'))[0]?.value).toHaveLength(1024 * 1024)
  const larger = { ...record, value: Buffer.alloc(1024 * 1024 + 1) }
  expect(await faultCode(log.append('shop', [larger]))).toBe('event-invalid')
})

it('marks a record whose bytes changed on disk, and still returns the others', async () => {
  const { dir, log, another } = await openTopic(1)
  await log.append('shop', recordsOf(0, 20))
  const file = new DatabaseSync(join(dir, 'log.sqlite'))
  const { bytes } = file.prepare('SELECT bytes FROM block').get() as { bytes: Uint8Array }
  const at = Buffer.from(bytes).indexOf('key 7')
  bytes[at + 4] = 0x21
  file.prepare('UPDATE block SET bytes = ?').run(bytes)
  file.close()
  const read = await readAll(await another(), 'shop')
  expect(read.map((record) => record.offset)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  expect(read.filter((record) => !record.intact).map((record) => record.offset)).toEqual([7])
})

it('keeps a damaged record in the window that counted it, also in a file of an earlier version', async () => {
  const times = [1, 2, 60_001, 60_002, 120_001]
  const records = times.map((eventTime, i) => ({ key: Buffer.from('k'), value: Buffer.from(`value ${i}`), eventTime }))
  const { dir, log, another } = await openTopic(1)
  await log.append('shop', records)
  const counted = (await log.windowCounts('shop', 0)).windows
  const file = new DatabaseSync(join(dir, 'log.sqlite'))
  const { bytes } = file.prepare('SELECT bytes FROM block').get() as { bytes: Uint8Array }
  const frame = Buffer.from(bytes).indexOf('value 3') - 13
  // Both the time and the value of the fourth record are unreadable.
  bytes.fill(0xff, frame, frame + 8)
  bytes[frame + 13] = 0x21
  file.prepare('UPDATE block SET bytes = ?').run(bytes)
  const read = await readAll(await another(), 'shop')
  expect(read.filter((record) => !record.intact).map((record) => record.offset)).toEqual([3])
  const count = (start: number) =>
    read.filter((record) => Math.floor(record.eventTime / 60_000) * 60_000 === start).length
  expect(counted.map(({ start }) => count(start))).toEqual([2, 2, 1])
  expect(counted.map(({ logged }) => logged)).toEqual([2, 2, 1])

  file.exec('ALTER TABLE block DROP COLUMN windows')
  file.close()
  const old = await readAll(await another(), 'shop')
  expect(old.map((record) => record.intact)).toEqual([true, true, true, false, true])
})

describe('at its size limit', () => {
  it('frees space by removing committed records, oldest first', async () => {
    const { log } = await openTopic(1)
    for (let i = 0; i < 30; i++) {
      await log.append('shop', largeRecords(10, 100_000))
      await log.commit('shop', (await log.offsets('shop')).end)
    }
    const { start, end } = await log.offsets('shop')
    expect(end).toEqual([300])
    expect(start[0]).toBeGreaterThan(150)
    const { bytes, appended } = await log.usage('shop')
    expect(bytes).toBeLessThanOrEqual(LIMIT)
    expect(appended).toBe(300)
    expect(await readAll(log, 'shop')).toHaveLength(300 - (start[0] as number))
  })

  it('keeps uncommitted records and throws log-full, until the sink has caught up', async () => {
    const { log } = await openTopic()
    const fill = async () => {
      for (let i = 0; i < 20; i++) await log.append('shop', largeRecords(10, 100_000))
    }
    await expect(fill()).rejects.toMatchObject({ fault: { code: 'log-full', topic: 'shop', limit: LIMIT } })
    const { end } = await log.offsets('shop')
    expect((await log.offsets('shop')).start).toEqual([0, 0])
    await log.append('shop', [], { id: 's', produced: new Map(), progress: 'still kept' })
    await log.commit('shop', end)
    await log.append('shop', largeRecords(10, 100_000))
    expect((await log.offsets('shop')).start).not.toEqual([0, 0])
  })

  it('removes only up to the sink of each partition', async () => {
    const { log } = await openTopic()
    for (let i = 0; i < 9; i++) await log.append('shop', largeRecords(10, 100_000))
    const { end } = await log.offsets('shop')
    await log.commit('shop', [end[0] as number, 0])
    for (let i = 0; i < 2; i++) await log.append('shop', largeRecords(10, 100_000))
    const { start } = await log.offsets('shop')
    expect(start[0]).toBeGreaterThan(0)
    expect(start[1]).toBe(0)
  })

  it('reads from the first kept offset when an earlier one is requested', async () => {
    const { log } = await openTopic(1)
    for (let i = 0; i < 3; i++) await log.append('shop', recordsOf(i * 10, 10))
    await log.commit('shop', [20])
    await log.retain('shop', { maxBytes: 0, maxAgeMs: 1e12 })
    expect((await log.read('shop', [5], 100)).records[0]?.offset).toBe(20)
  })

  it('reuses the space on disk', async () => {
    const { dir, log } = await openTopic(1)
    for (let i = 0; i < 200; i++) {
      await log.append('shop', largeRecords(10, 100_000))
      await log.commit('shop', (await log.offsets('shop')).end)
    }
    expect(statSync(join(dir, 'log.sqlite')).size).toBeLessThan(3 * LIMIT)
  })
})

it('removes records that are older than the limit', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  let now = 1_000_000
  const log = await openEmbeddedLog(dir, { maxBytes: LIMIT, now: () => now })
  onTestFinished(() => log.close())
  await log.createTopic('shop', 1)
  for (let i = 0; i < 150; i++) {
    await log.append('shop', recordsOf(i, 1))
    now += 10
  }
  await log.commit('shop', [150])
  await log.retain('shop', { maxBytes: LIMIT, maxAgeMs: 205 })
  expect((await log.offsets('shop')).start).toEqual([130])
})

it('returns space to the disk when most of the file is empty', async () => {
  const { dir, log } = await openTopic(1)
  for (let i = 0; i < 9; i++) await log.append('shop', largeRecords(10, 100_000))
  await log.commit('shop', (await log.offsets('shop')).end)
  const before = statSync(join(dir, 'log.sqlite-wal')).size
  for (let i = 0; i < 5; i++) await log.retain('shop', { maxBytes: 0, maxAgeMs: 1e12 })
  await log.close()
  expect(statSync(join(dir, 'log.sqlite')).size).toBeLessThan(before / 2)
})
