import { describe, expect, it } from 'vitest'
import { readCombined } from './combined'
import { TWO_TIMES, UNCLEAR } from './combined-with-more'

const TIME = Date.UTC(2025, 4, 17, 10, 5, 3)
const AT = '[17/May/2025:10:05:03 +0000]'
const REST = '"GET / HTTP/1.1" 200 12 "-" "curl/8"'

describe('a combined line with more fields', () => {
  it.each([
    ['an address where the user is', '203.0.113.9 - 10.0.0.1'],
    ['a number where the user is', '203.0.113.9 - 0.003'],
    ['two addresses that are no list', '10.0.0.3 203.0.113.9 - -'],
    ['two addresses, one of them IPv6', '2001:db8::5 203.0.113.9 - -'],
    ['an address that syslog wrote', '<190>May 17 10:05:03 10.0.0.3 203.0.113.9 - -'],
    ['a number that may belong to the user', '203.0.113.9 - John 2'],
    ['an initial that may belong to the user', '203.0.113.9 - Jane D.'],
    ['a list where the user is', '203.0.113.9 - unknown, 10.0.0.1'],
    ['a host where the user is', '203.0.113.9 - shop.example.com 0.003'],
  ])('is refused with %s', (_, before) => {
    expect(readCombined(`${before} ${AT} ${REST}`)).toBe(UNCLEAR)
  })

  it.each([
    ['jane 0.003', { remoteUser: 'jane', latencyMs: 3 }],
    ['jane rid=7', { remoteUser: 'jane', extra: '{"rid":"7"}' }],
    ['jane shop.example.com:8080', { remoteUser: 'jane', host: 'shop.example.com' }],
    ['- 10.0.0.1', { remoteUser: null, extra: '10.0.0.1' }],
    ['CN=Jane Doe,O=Example', { remoteUser: 'CN=Jane Doe,O=Example' }],
    ['jane.doe', { remoteUser: 'jane.doe' }],
  ])('has a clear user in "%s"', (user, expected) => {
    expect(readCombined(`203.0.113.9 - ${user} ${AT} ${REST}`)).toMatchObject({ client: '203.0.113.9', ...expected })
  })

  it.each([
    `203.0.113.9 - x [01/Jan/2000:00:00:00 +0000] ${AT} ${REST}`,
    `203.0.113.9 - [01/Jan/2000:00:00:00 +0000] ${AT} ${REST}`,
    `${AT} 203.0.113.9 - [01/Jan/2000:00:00:00 +0000] ${REST}`,
    `1234567890 2025-05-17T10:05:03Z 203.0.113.9 - - ${REST}`,
  ])('is refused when it has two times: %s', (line) => {
    expect(readCombined(line)).toBe(TWO_TIMES)
  })

  it('may have its time twice', () => {
    expect(readCombined(`203.0.113.9 - - ${AT} [2025-05-17T12:05:03+02:00] ${REST}`)).toMatchObject({ time: TIME })
  })

  it('is refused with a number before the status, which on other lines could look like one', () => {
    for (const number of ['1500', '-']) {
      expect(readCombined(`203.0.113.9 - - ${AT} "GET / HTTP/1.1" ${number} 200 512 "-" "curl/8"`)).toMatch(
        /^there is no/,
      )
    }
    expect(readCombined(`203.0.113.9 - - ${AT} "GET / HTTP/1.1" 0.150 200 512 "-" "curl/8"`)).toMatchObject({
      status: 200,
      bytes: 512,
      latencyMs: 150,
    })
  })

  it('has the request in front of its status, whatever the agent is', () => {
    const line = String.raw`203.0.113.9 - - ${AT} "\x16\x03" 400 157 "-" "GET /evil HTTP/1.1" 200 5`
    expect(readCombined(line)).toMatchObject({
      path: String.raw`\x16\x03`,
      status: 400,
      userAgent: 'GET /evil HTTP/1.1',
    })
  })

  it('keeps labelled fields behind that have a place in front', () => {
    expect(readCombined(`203.0.113.9 - - ${AT} ${REST} client=198.51.100.1 user=jane rt=0.002`)).toMatchObject({
      client: '203.0.113.9',
      remoteUser: null,
      latencyMs: 2,
      extra: '{"client":"198.51.100.1","user":"jane"}',
    })
  })

  it('takes neither a time for a latency nor an address for a label', () => {
    expect(readCombined(`203.0.113.9 - - ${AT} ${REST} 1747476303.123 0.004 http://10.0.0.9:80`)).toMatchObject({
      latencyMs: 4,
      extra: '1747476303.123 http://10.0.0.9:80',
    })
  })
})
