import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Dataset } from '@shared/model/dataset'
import type { StoredRow } from '@shared/model/event-trace'
import { parquetReadObjects } from 'hyparquet'
import { expect, it } from 'vitest'
import { parquetjsRowFiles } from './parquetjs-row-files'

const dataset = {
  name: 'orders',
  schema: {
    type: 'record',
    name: 'orders',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'state', type: { type: 'enum', name: 'state', symbols: ['OK', 'BAD'] } },
      { name: 'amount', type: 'double' },
      { name: 'big', type: 'long' },
      { name: 'paid', type: 'boolean' },
      { name: 'code', type: ['null', 'int'], default: null },
      { name: 'raw', type: 'bytes' },
      { name: 'log_offset', type: 'string' },
    ],
  },
} as Partial<Dataset> as Dataset

const row = (offset: number, event: StoredRow['event']): StoredRow => ({
  place: { epoch: 3, partition: 1, offset },
  storedAt: 0,
  event,
})
const EVENT = {
  id: '0b8f7a52-6d0d-4b0e-8a9a-5b8f7a526d0d',
  at: Date.UTC(2026, 10, 30, 3, 59, 1, 250),
  state: 'OK',
  amount: 12.5,
  big: 2 ** 40,
  paid: true,
  code: null,
  raw: Buffer.from([0, 255]).toString('base64'),
  log_offset: 'mine “é”',
}

const read = async (rows: readonly StoredRow[]) => {
  const parts = Readable.from([rows.slice(0, 1), rows.slice(1)])
  const bytes = await buffer(Readable.from(parquetjsRowFiles().parquet(dataset, parts)))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  return parquetReadObjects({ file, utf8: false })
}

it('writes a small table with empty cells', async () => {
  const columns = [
    { name: 'type', kind: 'text' },
    { name: 'events', kind: 'whole' },
    { name: 'rate', kind: 'number' },
  ] as const
  const bytes = await parquetjsRowFiles().table(columns, [
    ['PAY', 3, 0.25],
    ['VIEW', 2 ** 40, null],
  ])
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const rows = await parquetReadObjects({ file })
  expect(rows.map(({ type, events, rate }) => [type, Number(events), rate ?? null])).toEqual([
    ['PAY', 3, 0.25],
    ['VIEW', 2 ** 40, null],
  ])
})

it('writes every kind of field in a form that another reader can read', async () => {
  const [first, second] = await read([row(7, EVENT), row(8, { ...EVENT, state: 'BAD', code: 500, paid: false })])
  expect(first).toEqual({
    id: EVENT.id,
    at: new Date(EVENT.at),
    state: 'OK',
    amount: 12.5,
    big: BigInt(2 ** 40),
    paid: true,
    code: null,
    raw: new Uint8Array([0, 255]),
    log_offset: 'mine “é”',
    log_epoch: 3n,
    log_partition: 1,
    millrace_log_offset: 7n,
  })
  expect(second).toMatchObject({ state: 'BAD', code: 500, paid: false, millrace_log_offset: 8n })
})

it('writes 500 rows over several pages, in order', async () => {
  const rows = await read(Array.from({ length: 500 }, (_, offset) => row(offset, EVENT)))
  expect(rows.map((one) => Number(one.millrace_log_offset))).toEqual(Array.from({ length: 500 }, (_, offset) => offset))
})

it('fails with the rows', async () => {
  async function* rows() {
    yield [row(7, EVENT)]
    throw new Error('the store is gone')
  }
  await expect(buffer(Readable.from(parquetjsRowFiles().parquet(dataset, rows())))).rejects.toThrow('the store is gone')
})
