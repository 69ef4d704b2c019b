import { createMemoryObjectStore } from '@main/ports/fakes/memory-object-store'
import { Report } from '@shared/model/report'
import { beforeEach, expect, it } from 'vitest'
import type { ApiContext } from './context'
import { reportFiles } from './report-files'

const reportOf = (revision: number): Report =>
  Report.parse({
    report: { total_events: 3, total_errors: 1, by_event_type: {}, process_time: 0, file_name: '' },
    dataset: 'shop',
    window: { start: '2026-01-05T12:00:00Z', end: '2026-01-05T12:01:00Z' },
    revision,
    complete: true,
    incompleteReason: null,
    ledger: { produced: 3, logged: 3, stored: 3, extracted: 3, analysed: 3, deadLetters: 0 },
    analysis: {
      rows: 3,
      errors: 1,
      seconds: 0,
      latency: null,
      types: [{ type: 'PAY', events: 3, errors: 1, errorRate: 1 / 3, latency: null, errorCodes: [] }],
    },
    createdAt: '2026-01-05T12:10:00Z',
  })

let context: ApiContext
let objects: ReturnType<typeof createMemoryObjectStore>
beforeEach(async () => {
  objects = createMemoryObjectStore(new Map())
  const put = (key: string, report: Report) =>
    objects.put('shop', key, new TextEncoder().encode(JSON.stringify(report)))
  await put('2026-01-05_12-00.json', reportOf(2))
  await put('2026-01-05_12-00.r1.json', reportOf(1))
  await objects.put('shop', '2026-01-05_12-00.parquet', new Uint8Array([80, 65, 82, 49]))
  const rowFiles = { table: async (columns: readonly { name: string }[]) => new TextEncoder().encode(columns[0]?.name) }
  const tracker = {
    refresh: async () => undefined,
    rows: async () => [{ start: Date.UTC(2026, 0, 5, 12), revision: 2 }],
  }
  context = {
    datasets: [{ name: 'shop' }],
    windows: { tracker },
    ports: { objects, rowFiles },
  } as unknown as ApiContext
})

const ask = async (path: string, method = 'GET') => {
  const reply = await reportFiles(context, { method, path })
  if (!reply) return null
  if (!('parts' in reply)) return { ...reply, text: '' }
  const parts: Uint8Array[] = []
  for await (const part of reply.parts) parts.push(part)
  return { ...reply, parts: undefined, text: Buffer.concat(parts).toString() }
}

it('serves the newest revision, and each earlier one, at an address of its own', async () => {
  expect(JSON.parse((await ask('/reports/shop/2026-01-05_12-00.json'))?.text ?? '').revision).toBe(2)
  expect(JSON.parse((await ask('/reports/shop/2026-01-05_12-00/r1.json'))?.text ?? '').revision).toBe(1)
  expect(JSON.parse((await ask('/reports/shop/latest.json'))?.text ?? '').revision).toBe(2)
  expect(await ask('/reports/shop/2026-01-05_12-00/r3.json')).toMatchObject({ status: 404 })
})

it('serves a report as CSV and as Parquet, and its extract', async () => {
  expect(await ask('/reports/shop/2026-01-05_12-00/r2.csv')).toMatchObject({
    type: 'text/csv',
    name: 'shop_2026-01-05_12-00.r2.csv',
    text: expect.stringMatching(/^window,event_type,success,.*\r\n2026-01-05T12:00:00Z,PAY,2,1,0\.333/),
  })
  expect(await ask('/reports/shop/latest.parquet')).toMatchObject({
    type: 'application/vnd.apache.parquet',
    bytes: 6,
    text: 'window',
  })
  expect(await ask('/extracts/shop/2026-01-05_12-00.parquet')).toMatchObject({ bytes: 4, text: 'PAR1' })
})

it('refuses what is not there, and leaves other paths alone', async () => {
  expect(await ask('/reports/shop/2026-01-05_12-01.json')).toMatchObject({ status: 404 })
  expect(await ask('/extracts/shop/2026-01-05_12-01.parquet')).toMatchObject({ status: 404 })
  expect(await ask('/reports/other/latest.json')).toMatchObject({ status: 404 })
  expect(await ask('/reports/shop/2026-13-05_12-00.json')).toMatchObject({ status: 422 })
  expect(await ask('/reports/shop/latest.json', 'POST')).toMatchObject({ status: 405 })
  for (const path of ['/report', '/reports/shop/latest.txt', '/reports/shop/../x.json'])
    expect(await ask(path)).toBeNull()
})

it('breaks off when the extract is replaced meanwhile', async () => {
  const reply = await reportFiles(context, { method: 'GET', path: '/extracts/shop/2026-01-05_12-00.parquet' })
  const head = objects.head
  objects.head = async (...args) => {
    const info = await head(...args)
    return info && { ...info, modifiedAt: 1 }
  }
  const read = async () => {
    if (reply && 'parts' in reply) for await (const _ of reply.parts);
  }
  await expect(read()).rejects.toMatchObject({ fault: { code: 'extract-replaced' } })
})
