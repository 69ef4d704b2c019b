import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readAll, recordsOf } from '@main/ports/contracts/testing/log-records'
import type { EventLog } from '@main/ports/event-log'
import { epochAt } from '@main/ports/log-epochs'
import { expect, it, onTestFinished } from 'vitest'
import { openEmbeddedLog } from '../event-log'
import { tempDir } from '../testing/temp-dir'

const MAX_BYTES = 10_000_000
const FILES = ['log.sqlite', 'log.sqlite-wal', 'log.sqlite-shm']

function newDir(): string {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  return dir
}

/** One run of Millrace: opens the log for writing, uses it, closes it. */
async function session<T>(dir: string, work: (log: EventLog) => Promise<T>): Promise<T> {
  const log = await openEmbeddedLog(dir, { maxBytes: MAX_BYTES, newEpoch: true })
  try {
    await log.createTopic('shop', 2)
    return await work(log)
  } finally {
    await log.close()
  }
}

const append = (from: number, count: number) => (log: EventLog) => log.append('shop', recordsOf(from, count))
const positionsOf = async (log: EventLog) =>
  (await readAll(log, 'shop')).map(({ epoch, partition, offset }) => `${epoch} ${partition} ${offset}`)

it('begins an epoch each time it is opened for writing, but not for readers', async () => {
  const dir = newDir()
  await session(dir, append(0, 10))
  await session(dir, append(10, 10))
  const reading = await openEmbeddedLog(dir, { maxBytes: MAX_BYTES })
  const epochs = await reading.epochs('shop')
  expect(epochs).toHaveLength(2)
  const owners = (await readAll(reading, 'shop')).map(({ value, epoch }) => [
    Number(Buffer.from(value).toString()),
    epoch,
  ])
  for (const [n, epoch] of owners) expect(epoch).toBe(epochs[(n as number) < 10 ? 0 : 1]?.epoch)
  await reading.close()
})

it('skips epochs without records', async () => {
  const dir = newDir()
  await session(dir, append(0, 10))
  for (let i = 0; i < 5; i++) await session(dir, async () => undefined)
  await session(dir, async (log) => {
    expect(await log.epochs('shop')).toHaveLength(2)
    await append(10, 1)(log)
    expect(new Set((await readAll(log, 'shop')).map(({ epoch }) => epoch)).size).toBe(2)
  })
})

it.each([
  ['deleted', false],
  ['replaced by an older copy', true],
])('never uses a position twice when the file is %s', async (_, copied) => {
  const dir = newDir()
  const copy = newDir()
  await session(dir, append(0, 20))
  copyFileSync(join(dir, 'log.sqlite'), join(copy, 'log.sqlite'))
  const before = await session(dir, async (log) => {
    await append(20, 30)(log)
    return positionsOf(log)
  })
  for (const file of FILES) rmSync(join(dir, file), { force: true })
  if (copied) copyFileSync(join(copy, 'log.sqlite'), join(dir, 'log.sqlite'))
  const after = await session(dir, async (log) => {
    await append(50, 100)(log)
    return positionsOf(log)
  })
  const shared = copied ? 20 : 0
  expect(after).toHaveLength(100 + shared)
  expect(new Set([...before, ...after]).size).toBe(before.length + after.length - shared)
})

it('continues with positions of the same life of the file, and never with those of another one', async () => {
  const dir = newDir()
  const copy = newDir()
  await session(dir, async (log) => {
    await append(0, 40)(log)
    await log.commit('shop', [5, 5])
  })
  copyFileSync(join(dir, 'log.sqlite'), join(copy, 'log.sqlite'))
  const later = await session(dir, async (log) => {
    expect(await log.committed('shop')).toEqual([5, 5])
    await append(40, 60)(log)
    const { end } = await log.offsets('shop')
    await log.commit('shop', end)
    return end
  })
  for (const file of FILES) rmSync(join(dir, file), { force: true })
  copyFileSync(join(copy, 'log.sqlite'), join(dir, 'log.sqlite'))
  await session(dir, async (log) => {
    await append(100, 60)(log)
    expect((await log.offsets('shop')).end).not.toEqual([0, 0])
    expect(later.every((offset) => offset > 5)).toBe(true)
    expect(await log.committed('shop')).toEqual([5, 5])
  })
})

it('keeps the positions committed in an epoch without records', async () => {
  const dir = newDir()
  const end = await session(dir, async (log) => {
    await append(0, 40)(log)
    await log.commit('shop', [5, 5])
    return (await log.offsets('shop')).end
  })
  await session(dir, (log) => log.commit('shop', end))
  await session(dir, async (log) => expect(await log.committed('shop')).toEqual(end))
  await session(dir, async (log) => {
    await log.commit('shop', [7, 7])
    expect(await log.committed('shop')).toEqual([7, 7])
    await append(40, 10)(log)
    expect(await log.committed('shop')).toEqual([7, 7])
    await log.commit('shop', (await log.offsets('shop')).end)
    // A sink that starts again also looks for its work before the epoch.
    await log.commit('shop', [9, 9])
    expect(await log.committed('shop')).toEqual([9, 9])
  })
  await session(dir, async (log) => expect(await log.committed('shop')).toEqual([9, 9]))
})

it('upgrades a log of the first format: its records belong to epoch 0', async () => {
  const dir = newDir()
  await session(dir, append(0, 10))
  const file = new DatabaseSync(join(dir, 'log.sqlite'))
  file.exec(`DROP TABLE epoch; ALTER TABLE log DROP COLUMN epoch; ALTER TABLE window_count DROP COLUMN epoch;
    PRAGMA user_version = 1`)
  file.close()
  const opened = await Promise.all([1, 2, 3].map(() => openEmbeddedLog(dir, { maxBytes: MAX_BYTES })))
  for (const log of opened) {
    expect(await log.epochs('shop')).toEqual([{ epoch: 0, since: [0, 0] }])
    expect((await log.windowCounts('shop', 0)).windows).toMatchObject([{ logged: 10, epoch: 0 }])
    await log.close()
  }
  await session(dir, async (log) => {
    await append(10, 10)(log)
    const epochs = await log.epochs('shop')
    expect(epochs.map(({ epoch }) => epoch > 0)).toEqual([false, true])
    const read = await readAll(log, 'shop')
    expect(read.filter(({ epoch }) => epoch === 0)).toHaveLength(10)
    for (const { epoch, partition, offset } of read) expect(epoch).toBe(epochAt(epochs, partition, offset))
  })
})
