import { expect, it } from 'vitest'
import { readBatches } from '../wire/read-batches'
import { batchAt, foreignBatchAt, type Made, NOW } from '../wire/testing/batches'
import { loggedRecord, unreadableRecord } from './logged-record'

const record = (text: string) => ({ key: Buffer.from('k'), value: Buffer.from(text), eventTime: NOW - 90_000 })
const range = (made: Made, timestamp: number | null) =>
  unreadableRecord(7, 2, { first: 4, last: 6, records: 3, bytes: made.bytes, timestamp, reason: 'of a flipped bit' })

it('knows its own records, and takes the time that the log gave to those of others', () => {
  const read = (made: Made) => {
    const records: ReturnType<typeof loggedRecord>[] = []
    readBatches({ batches: made.bytes, aborted: [], lastStable: 9, alone: true }, 0, {
      record: (placed) => records.push(loggedRecord(7, 2, placed)),
      unreadable: () => undefined,
    })
    return records
  }
  expect(read(batchAt(0, [record('a')]))).toMatchObject([{ foreign: false, eventTime: NOW - 90_000, loggedAt: NOW }])
  expect(read(foreignBatchAt(0, [record('a')], 'zstd'))).toMatchObject([{ foreign: true, eventTime: NOW }])
})

it('puts one record in place of a batch, with the offsets, the bytes and a time that stays the same', () => {
  const foreign = range(foreignBatchAt(4, [record('a')], 'gzip'), NOW)
  expect(foreign).toMatchObject({ partition: 2, offset: 4, records: 3, foreign: true, intact: false, eventTime: NOW })
  expect(foreign.problem).toBe('the batch of offsets 4 to 6 cannot be read: of a flipped bit')
  expect(range(foreignBatchAt(4, [record('a')], 'gzip'), null).eventTime).toBeNaN()
})

it('knows a batch of its own by what is left of it, and the window that the log counted it for', () => {
  expect(range(batchAt(4, [record('a')]), null)).toMatchObject({ foreign: false, eventTime: NOW - 90_000 })
})
