import type { Event } from '@shared/model/dataset'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventOf } from './access-entry'
import { readCombined } from './combined'

const COMBINED =
  '203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /blog/geekery?page=2 HTTP/1.1" 200 1234 "http://example.org/" "Mozilla/5.0 (X11)"'
const parse = (line: string) => {
  const entry = readCombined(line)
  return typeof entry === 'string' ? entry : eventOf(entry, 'the-id')
}

/** A combined line with the given request, or with the given time. */
const withRequest = (request: string) => parse(COMBINED.replace('GET /blog/geekery?page=2 HTTP/1.1', () => request))
const withTime = (time: string) => parse(COMBINED.replace('17/May/2015:10:05:03 +0000', time))

describe('a line of an access log', () => {
  it('becomes an event', () => {
    expect(parse(COMBINED)).toEqual({
      event_id: 'the-id',
      client: '203.0.113.9',
      remote_user: null,
      time: Date.UTC(2015, 4, 17, 10, 5, 3),
      method: 'GET',
      path: '/blog/geekery?page=2',
      section: 'blog',
      protocol: 'HTTP/1.1',
      status_code: 200,
      outcome: 'SUCCESS',
      error_code: null,
      bytes: 1234,
      referrer: 'http://example.org/',
      user_agent: 'Mozilla/5.0 (X11)',
      host: null,
      latency_ms: null,
      upstream: null,
      extra: null,
    })
  })

  it('may be of the common format, without referrer and user agent', () => {
    const common = parse('203.0.113.9 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 404 -')
    expect(common).toMatchObject({
      remote_user: 'frank',
      time: Date.UTC(2000, 9, 10, 20, 55, 36),
      error_code: 404,
      outcome: 'ERROR',
      bytes: null,
      referrer: null,
      user_agent: null,
    })
  })

  it('may contain an IPv6 address, and a user of two words', () => {
    const line = COMBINED.replace('203.0.113.9 - -', '2001:db8::7%eth0 - Jane Doe')
    expect(parse(line)).toMatchObject({ client: '2001:db8::7%eth0', remote_user: 'Jane Doe' })
  })

  it('may contain escaped quotation marks and backslashes in referrer and user agent', () => {
    const line = COMBINED.replace('"Mozilla/5.0 (X11)"', () => String.raw`"a \"quoted\" \\agent\x22 \\"`)
    expect(parse(line)).toMatchObject({ user_agent: 'a "quoted" \\agent\\x22 \\' })
  })

  it('has null where the log has -', () => {
    const line = '203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 304 - "-" "-"'
    expect(parse(line)).toMatchObject({
      remote_user: null,
      bytes: null,
      referrer: null,
      user_agent: null,
      section: '/',
    })
  })

  it('may have more quoted fields and numbers after the user agent', () => {
    const more = { latency_ms: 3, extra: '"198.51.100.4, 10.0.0.1" - "x"' }
    expect(parse(`${COMBINED} "198.51.100.4, 10.0.0.1" 0.003 - "x"`)).toEqual({
      ...(parse(COMBINED) as Event),
      ...more,
    })
  })

  it.each([
    ['-', { method: '-', path: '-', protocol: null, section: '-' }],
    ['', { method: '-', path: '', protocol: null, section: '-' }],
    [String.raw`\x16\x03\x01\x02`, { method: '-', path: String.raw`\x16\x03\x01\x02`, section: '-' }],
    ['GET /old', { method: 'GET', path: '/old', protocol: null, section: 'old' }],
    ['GET /two words HTTP/1.1', { method: 'GET', path: '/two words', section: 'two words' }],
    ['GET  HTTP/1.1', { method: '-', path: 'GET  HTTP/1.1', section: '-' }],
    ['OPTIONS * HTTP/1.0', { method: 'OPTIONS', path: '*', section: '*' }],
    ['CONNECT example.org:443 HTTP/1.1', { method: 'CONNECT', path: 'example.org:443', section: '-' }],
    ['GET http://example.org/shop/1?a=/b HTTP/1.1', { path: 'http://example.org/shop/1?a=/b', section: 'shop' }],
    ['GET http://example.org HTTP/1.1', { section: '/' }],
    ['PRI * HTTP/2.0', { method: 'PRI', protocol: 'HTTP/2.0' }],
    ['POST /login;jsessionid=A1?x HTTP/1.1', { section: 'login' }],
    ['GET //favicon.ico HTTP/1.1', { section: 'favicon.ico' }],
    ['GET /?q=/a/b HTTP/1.1', { section: '/' }],
    [String.raw`GET /say\"hi\" HTTP/1.1`, { path: '/say"hi"', section: 'say"hi"' }],
  ])('takes the request "%s"', (request, expected) => {
    expect(withRequest(request)).toMatchObject(expected)
  })

  it('limits the length of the section, since a client can request anything', () => {
    expect(withRequest(`GET /${'x'.repeat(10_000)} HTTP/1.1`)).toMatchObject({ section: 'x'.repeat(128) })
  })

  it.each([
    ['01/Jan/2026:00:00:00 +0530', Date.UTC(2025, 11, 31, 18, 30)],
    ['29/Feb/2024:23:59:60 -1130', Date.UTC(2024, 2, 1, 11, 30)],
  ])('understands the time %s', (time, expected) => {
    expect(withTime(time)).toMatchObject({ time: expected })
  })

  it.each([
    ['29/Feb/2023:10:00:00 +0000', 'there is no day 29/Feb/2023'],
    ['00/May/2015:10:00:00 +0000', 'there is no day 00/May/2015'],
    ['17/Mai/2015:10:00:00 +0000', 'there is no day 17/Mai/2015'],
    ['17/May/2015:24:00:00 +0000', 'there is no time of day 24:00:00'],
    ['17/May/2015:10:60:00 +0000', 'there is no time of day 10:60:00'],
    ['17/May/2015:10:00:00 +1500', 'there is no time zone +1500'],
    ['17/May/0215:10:00:00 +0000', 'the year of 17/May/0215:10:00:00 +0000 is not between 1970 and 2148'],
    [
      '2015-05-17 10 o’clock',
      'the time "2015-05-17 10 o’clock" is not written like 17/May/2015:10:05:03 +0000 or 2015-05-17T10:05:03Z',
    ],
  ])('refuses the time %s', (time, reason) => {
    expect(withTime(time)).toBe(reason)
  })

  it.each([
    ['', 'the line is empty'],
    [' \t', 'the line is empty'],
    ['hello', 'it does not begin with a client, an identity and a user'],
    ['a b c d', 'there is no time in square brackets after the user'],
    ['a - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1', 'the user is missing before the time'],
    ['a - - [17/May/2015:10:05:03 +0000', 'the time is not closed by a square bracket'],
    ['a - - [17/May/2015:10:05:03 +0000] GET', 'there is no request in quotation marks after the time'],
    ['a - - [17/May/2015:10:05:03 +0000] "GET / HT', 'the request is not closed by a quotation mark'],
    ['a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 20', 'there is no three-digit status after the request'],
    ['a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200', 'there is no number of bytes after the status'],
    ['a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 ', 'the number of bytes is neither a number nor -'],
    ['a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1x', 'the number of bytes is neither a number nor -'],
    [
      'a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 ',
      'there is no referrer in quotation marks after the number of bytes',
    ],
    [
      'a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "http',
      'the referrer is not closed by a quotation mark',
    ],
    [
      'a - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-"',
      'there is no user agent in quotation marks after the referrer',
    ],
    [COMBINED.slice(0, -4), 'the user agent is not closed by a quotation mark'],
    [`${COMBINED.slice(0, -1)}\\"`, 'the user agent is not closed by a quotation mark'],
    [`${COMBINED}${COMBINED}`, 'a quotation mark ends in the middle of a field'],
    [`${COMBINED} ${COMBINED}`, 'a second line follows on the same line'],
  ])('reports what is wrong with %j', (line, reason) => {
    expect(parse(line)).toBe(reason)
  })

  it('never throws, and gives an event or a reason for any line', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(' ', '"', '\\', '[', ']', '-', ' - - [', '17/May/2015:10:05:03 +0000', '] "', '" 200 1 "', '"'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(['string', 'object']).toContain(typeof parse(pieces.join('')))
      }),
    )
  })

  it('is refused when it was cut off anywhere but after the number of bytes', () => {
    for (let end = 0; end < COMBINED.length; end++) {
      const cut = COMBINED.slice(0, end)
      const isCommon = /" 200 \d+$/.test(cut)
      expect(typeof parse(cut), cut).toBe(isCommon ? 'object' : 'string')
    }
  })

  it('gives back the values it was made of', () => {
    const word = fc.stringMatching(/^[!-Z^-~]{1,20}$/).filter((text) => text !== '-')
    const quoted = fc.string({ maxLength: 60 }).filter((text) => text !== '-')
    const escaped = (text: string) => text.replaceAll(/["\\]/g, '\\$&')
    const name = fc.stringMatching(/^\w[\w.-]{0,20}$/)
    fc.assert(
      fc.property(
        name,
        word,
        quoted,
        quoted,
        fc.integer({ min: 100, max: 599 }),
        (client, path, referrer, agent, code) => {
          const time = '[17/May/2015:10:05:03 +0000]'
          const request = `GET /${path} HTTP/1.1`
          const line = `${client} - - ${time} "${escaped(request)}" ${code} 5 "${escaped(referrer)}" "${escaped(agent)}"`
          expect(parse(line)).toMatchObject({
            client,
            path: `/${path}`,
            referrer,
            user_agent: agent,
            status_code: code,
          })
        },
      ),
    )
  })

  it('is read in linear time, even when it consists of quotation marks and backslashes', () => {
    const started = performance.now()
    for (const filling of ['\\', '\\"', '\\\\"', ' ""', ' "\\""']) parse(`${COMBINED} "${filling.repeat(20_000)}`)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
