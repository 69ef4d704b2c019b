import type { NewIntakeBatch } from '@main/ports/event-intake'
import type { LogRecord } from '@main/ports/event-log'
import { DAY_MS } from '@shared/lib/time'
import { expect, it, onTestFinished } from 'vitest'
import { openEventIntake } from './event-intake'
import { tempDir } from './testing/temp-dir'

async function opened(options = {}) {
  const { dir, remove } = tempDir()
  const intake = await openEventIntake(dir, options)
  onTestFinished(async () => {
    await intake.close()
    remove()
  })
  return intake
}

function record(n: number): LogRecord {
  return { key: Buffer.from(`key ${n}`), value: Buffer.from([0, n, 255]), eventTime: 1_700_000_000_000 + n + 0.5 }
}

function batch(key: string, records: readonly LogRecord[], dataset = 'shop'): NewIntakeBatch {
  return { dataset, key, fingerprint: `of ${key}`, records, answer: `"${key}"` }
}

const plain = ({ key, value, eventTime }: LogRecord) => ({ key: [...key], value: [...value], eventTime })

it('keeps batches in order, with their records as they are', async () => {
  const intake = await opened()
  await intake.put(batch('a', [record(1), record(2)]))
  await intake.put(batch('b', [{ ...record(3), key: new Uint8Array(0) }]))
  await intake.put(batch('a', [record(9)], 'web'))
  const waiting = await intake.waiting('shop', 0, 100)
  expect(waiting.map(({ records }) => records.map(plain))).toEqual([
    [plain(record(1)), plain(record(2))],
    [plain({ ...record(3), key: new Uint8Array(0) })],
  ])
  expect((await intake.waiting('shop', waiting[0]?.id ?? 0, 100)).map(({ id }) => id)).toEqual([waiting[1]?.id])
  expect(await intake.waiting('shop', 0, 1)).toHaveLength(1)
})

it('keeps the first batch of a key, and its answer after its records are passed on', async () => {
  let now = 0
  const intake = await opened({ now: () => now })
  await intake.put(batch('a', [record(1)]))
  await intake.put({ ...batch('a', [record(2)]), answer: '"other"' })
  const [first] = await intake.waiting('shop', 0, 100)
  expect(first?.records.map(plain)).toEqual([plain(record(1))])
  await intake.passedOn('shop', first?.id ?? 0)
  expect(await intake.waiting('shop', 0, 100)).toEqual([])
  expect(await intake.find('shop', 'a')).toEqual({ fingerprint: 'of a', answer: '"a"' })
  expect(await intake.find('web', 'a')).toBeNull()
  now = 8 * DAY_MS
  await intake.passedOn('shop', 0)
  expect(await intake.find('shop', 'a')).toBeNull()
})

it('forgets answers in time, also while only bad batches come', async () => {
  let now = 0
  const intake = await opened({ now: () => now })
  await intake.put(batch('a', []))
  now = 8 * DAY_MS
  await intake.put(batch('b', []))
  expect(await intake.find('shop', 'a')).toBeNull()
  expect(await intake.find('shop', 'b')).not.toBeNull()
})

it('takes no more than its limit, until batches are passed on', async () => {
  const intake = await opened({ mostWaitingBytes: 60 })
  expect(await intake.put(batch('a', [record(1), record(2)]))).toBe(true)
  expect(await intake.put(batch('b', [record(3)]))).toBe(false)
  expect(await intake.find('shop', 'b')).toBeNull()
  await intake.passedOn('shop', 1)
  expect(await intake.put(batch('b', [record(3)]))).toBe(true)
})
