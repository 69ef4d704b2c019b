import { describe, expect, it } from 'vitest'
import type { AccessEntry } from './access-entry'
import { guessFormat, lineReaderOf } from './formats'
import { REQUESTS, SAMPLE_LOGS } from './testing/sample-logs'

describe('the format of a log', () => {
  it.each(SAMPLE_LOGS)('$title is recognised, and each line is read', (log) => {
    const lines = [...(log.header ?? []), ...REQUESTS.map((request) => log.line(request))]
    expect(guessFormat(lines)).toEqual({ format: { name: log.format }, events: 20, lines: 20, rivals: [] })
    const read = lineReaderOf({ name: log.format }, null)
    if (typeof read === 'string') throw new Error(read)
    for (const line of log.header ?? []) expect(read(line)).toBeNull()
    for (const request of REQUESTS) {
      const { client, time, path, status, bytes } = request
      const expected: Partial<AccessEntry> = {
        client,
        time,
        path,
        status,
        bytes,
        method: 'GET',
        ...log.also?.(request),
      }
      expect(read(log.line(request)), log.line(request)).toMatchObject(expected)
    }
  })

  it('is the combined one when no line can be read, so that the reasons say what is missing', () => {
    expect(guessFormat(['hello', 'world', ''])).toEqual({
      format: { name: 'combined' },
      events: 0,
      lines: 2,
      rivals: [],
    })
  })

  it('is recognised although a header comes again with other columns', () => {
    const lines = [
      '#Fields: date time c-ip cs-method cs-uri-stem sc-status',
      '2025-05-17 10:05:03 203.0.113.9 GET / 200',
      '#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes',
      '2025-05-17 10:05:04 203.0.113.9 GET / 200 12',
    ]
    expect(guessFormat(lines)).toEqual({ format: { name: 'w3c' }, events: 2, lines: 2, rivals: [] })
  })

  it('is found behind what a program wrote when it started', () => {
    const lines = [
      '/docker-entrypoint.sh: Configuration complete',
      ...REQUESTS.map((r) => SAMPLE_LOGS[9]?.line(r) ?? ''),
    ]
    expect(guessFormat(lines)).toMatchObject({ format: { name: 'combined' }, events: 20, lines: 21 })
  })
})
