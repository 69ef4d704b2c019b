import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { Line } from '@main/ports/line-file'
import type { Dataset } from '@shared/model/dataset'
import { beforeAll, expect, it } from 'vitest'
import { previewLog } from './preview-log'

const LINE = '203.0.113.9 - - [17/May/2025:10:05:03 +0000] "GET /shop/1 HTTP/1.1" 200 1234 "-" "curl/8.5.0" 0.020'
const linesOf = (...texts: string[]): Line[] =>
  texts.map((text, i) => ({ bytes: Buffer.from(text), size: text.length, number: i + 1, end: i + 1, whole: true }))

let dataset: Dataset
beforeAll(async () => {
  dataset = (await loadDatasets(['resources/datasets'])).datasets.find(({ name }) => name === 'access_log') as Dataset
})

it('shows the first ten lines as they will be stored, and counts all', () => {
  const preview = previewLog(linesOf('\0\0\0', 'starting', ...Array<string>(14).fill(LINE)), dataset, null)
  expect(preview).toMatchObject({ format: { name: 'combined' }, rivals: [], lines: 16, events: 14 })
  expect(preview.rows).toHaveLength(10)
  expect(preview.rows.slice(0, 3)).toMatchObject([
    { event: null, reason: '3 NUL bytes, as in a log that was emptied while its server had it open' },
    { line: 'starting', event: null, reason: 'it does not begin with a client, an identity and a user' },
    { line: LINE, event: { client: '203.0.113.9', status_code: 200, latency_ms: 20 }, reason: null },
  ])
})

it('leaves out headers, and reads in the chosen format', () => {
  const w3c = linesOf(
    '#Fields: date time c-ip cs-method cs-uri-stem sc-status',
    '2025-05-17 10:05:03 203.0.113.9 GET / 200',
  )
  expect(previewLog(w3c, dataset, null)).toMatchObject({ format: { name: 'w3c' }, lines: 1, events: 1 })
  expect(previewLog(w3c, dataset, { name: 'json' })).toMatchObject({ format: { name: 'json' }, lines: 2, events: 0 })
})

it('refuses a pattern that cannot be used', () => {
  expect(() => previewLog(linesOf(LINE), dataset, { name: 'pattern', pattern: '%h %t' })).toThrow(
    'replay-pattern-invalid',
  )
})

it('recognises the format by the lines that are short enough to be events', () => {
  const long = LINE.replace('curl', 'x'.repeat(70_000))
  const json = '{"time":"2025-05-17T10:05:03Z","status":200,"path":"/","client_ip":"203.0.113.9"}'
  expect(previewLog(linesOf(long, long, json), dataset, null)).toMatchObject({ format: { name: 'json' }, events: 1 })
})
