import { LOG_FORMATS } from '@shared/model/log-format'
import { describe, expect, it } from 'vitest'
import { LINE_BYTES } from '../line-to-event'
import { lineReaderOf } from './formats'

const TIME = '[17/May/2025:10:05:03 +0000]'
const COMBINED = `203.0.113.9 - - ${TIME} "GET / HTTP/1.1" 200 12 "-" "curl/8"`
const HAPROXY = '10.0.0.1:80 [17/May/2025:10:05:03.000] in web/a 1/0/3/6/1 200 12 - - ---- 1/1/1/1/0 0/0'
const REQUEST = '"time":"2025-05-17T10:05:03Z","status":200,"request":"GET / HTTP/1.1"'
const filled = (before: string, piece: string, after = '') =>
  before + piece.repeat(Math.floor((LINE_BYTES - before.length - after.length) / piece.length)) + after

const LINES: Readonly<Record<string, string>> = {
  'punctuation where the client is': filled('x ', ';', `y - - ${TIME} "GET / HTTP/1.1" 200 1`),
  'commas where the client is': filled('x ', ',', `y - - ${TIME} "GET / HTTP/1.1" 200 1`),
  'many lists behind': `${COMBINED} 82 0.003 [a] [] ${'a, '.repeat(1_900)}"b"`,
  'headers of HAProxy that do not end': filled(`${HAPROXY} {`, '} "', '\u2028'),
  'times of HAProxy that do not end': filled('', ' a:1 ['),
  'names of what every object has': 'constructor:x\ttime:2025-05-17T10:05:03Z\t__proto__:y\ttoString:z',
  'deeply nested lists': `{${REQUEST},"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  'deeply nested objects': `{${REQUEST},"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
  'a long name with many fields': `{${REQUEST},"${'n'.repeat(60_000)}":{${Array.from({ length: 280 }, (_, n) => `"${n}":1`)}}}`,
  'a time without end': '{"status":200,"request":"GET / HTTP/1.1","time":"1e999"}',
  'a time with many digits': filled('time:', '9', '\tstatus:200\treq:GET / HTTP/1.1'),
}

describe('a hostile line', () => {
  it.each(Object.entries(LINES))('of %s is read in linear time by every reader', (_, line) => {
    for (const name of LOG_FORMATS) {
      const read = lineReaderOf({ name }, null)
      if (typeof read === 'string') throw new Error(read)
      const started = performance.now()
      expect(() => read(line)).not.toThrow()
      expect(performance.now() - started, name).toBeLessThan(1_500)
    }
  })
})
