import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { lineFile } from '@main/adapters/line-file/line-file'
import type { Event } from '@shared/model/dataset'
import { windowOf } from '@shared/model/window'
import { expect, it } from 'vitest'
import { createLineEventIds } from '../line-event-ids'
import type { LineParser } from '../line-parser'
import { lineToEvent } from '../line-to-event'
import { eventOf } from './access-entry'
import { readCombined } from './combined'

const parseCombined: LineParser = (line, id) => {
  const entry = readCombined(line)
  return typeof entry === 'string' ? entry : eventOf(entry, id)
}

/** Elastic's public sample of 10,000 lines; another copy can be chosen by its path. */
const SAMPLE = process.env.MILLRACE_SAMPLE_LOG ?? resolve('../shared/data/apache_access.log')
const missing = !existsSync(SAMPLE)
if (missing) console.log(`skipped: the sample log is not at ${SAMPLE}; name it with MILLRACE_SAMPLE_LOG`)

it.skipIf(missing)('reads a real log of 10,000 lines, one of them cut off', async () => {
  const idOf = createLineEventIds('sample')
  const events: Event[] = []
  const reasons: [line: number, reason: string][] = []
  for await (const batch of lineFile.read(
    SAMPLE,
    { offset: 0, line: 0 },
    statSync(SAMPLE).size,
    new AbortController().signal,
  )) {
    for (const line of batch) {
      const event = lineToEvent(line, parseCombined, idOf)
      if (typeof event === 'string') reasons.push([line.number, event])
      else if (event) events.push(event)
    }
  }
  expect(reasons).toEqual([[8_899, 'the user agent is not closed by a quotation mark']])
  expect(events).toHaveLength(9_999)
  const codes = events.flatMap((event) => event.error_code ?? [])
  const counts = Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((c) => c === code).length]))
  expect(counts).toEqual({ 404: 213, 500: 3, 403: 2, 416: 2 })
  expect(new Set(events.map((event) => windowOf(Number(event.time)))).size).toBe(84)
  expect(new Set(events.map((event) => event.section)).size).toBe(41)
  expect(new Set(events.map((event) => event.event_id)).size).toBe(9_999)
})
