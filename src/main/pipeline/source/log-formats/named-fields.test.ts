import { describe, expect, it } from 'vitest'
import { lineReaderOf } from './formats'
import { entryOf } from './named-fields'

const TIME = Date.UTC(2025, 4, 17, 10, 5, 3)
const LINE = { timestamp: '2025-05-17T10:05:03Z', status: 200, method: 'GET', path: '/' }
const read = (more: object) => entryOf(new Map<string, unknown>(Object.entries({ ...LINE, ...more })))

describe('fields with names', () => {
  it.each([0.003, 12, '250ms'])('may have a duration called time: %s', (time) => {
    expect(read({ time })).toMatchObject({ time: TIME, extra: JSON.stringify({ time }) })
  })

  it('say why the preferred time cannot be read, rather than take another one', () => {
    expect(read({ time_local: '17/Mai/2025:10:05:03 +0000' })).toBe('there is no day 17/Mai/2025')
  })

  it('give as the client the field with an address', () => {
    expect(read({ client: 'mobile', remote_addr: '203.0.113.9' })).toMatchObject({
      client: '203.0.113.9',
      extra: '{"client":"mobile"}',
    })
    expect(read({ remote_host: 'client.example.net' })).toMatchObject({ client: 'client.example.net' })
  })

  it('are refused when two of one name could be the client or the user', () => {
    expect(read({ ip: '203.0.113.9', 'request.ip': '198.51.100.1' })).toBe(
      '"ip" and "request.ip" could both be the client',
    )
    expect(read({ user: 'jane', 'request.user': 'eve' })).toBe('"user" and "request.user" could both be the user')
    expect(read({ ip: '203.0.113.9', 'request.ip': '::1', client_ip: '::2' })).toMatchObject({ client: '::2' })
    expect(read({ user: 'jane', 'request.user': 'jane', username: 'x' })).toMatchObject({ remoteUser: 'jane' })
  })

  it.each([
    ['logfmt', 'time=2025-05-17T10:05:03Z status=200 path=/a user=eve user=jane'],
    ['ltsv', 'time:2025-05-17T10:05:03Z\tstatus:200\turi:/a\tuser:eve\tuser:jane'],
  ] as const)('are refused when a label comes twice in %s', (name, line) => {
    const reader = lineReaderOf({ name }, null)
    if (typeof reader === 'string') throw new Error(reader)
    expect(reader(line)).toBe('the field "user" comes twice, with different values')
  })

  it('have no user that is true or false', () => {
    expect(read({ user: false })).toMatchObject({ remoteUser: null, extra: '{"user":false}' })
  })

  it('give the path that the client asked for, not the file that it became', () => {
    expect(read({ path: '/index.php', request: 'GET /a?b=1 HTTP/1.1' })).toMatchObject({
      method: 'GET',
      path: '/a?b=1',
      protocol: 'HTTP/1.1',
    })
    expect(read({ request: '5f2c-request-id' })).toMatchObject({ method: 'GET', path: '/' })
  })

  it('keep a host that is an IPv6 address', () => {
    expect(read({ host: '2001:db8::5' })).toMatchObject({ host: '2001:db8::5' })
    expect(read({ host: '[2001:db8::5]:443' })).toMatchObject({ host: '[2001:db8::5]' })
  })

  it('leave out what is too long, and count it', () => {
    expect(read({ a: 'x', long: 'y'.repeat(5_000), b: 1 })).toMatchObject({
      extra: '{"a":"x","b":1,"…":"1 more, too long to be kept"}',
    })
  })

  it.each([
    [
      'logfmt',
      '2025-05-17T10:07:00.123456789Z ts=2025-05-17T10:05:03Z status=200 path=/ client=203.0.113.9',
      { time: TIME, client: '203.0.113.9' },
    ],
    [
      'elb',
      '2025-05-17T10:05:03.000000Z lb 203.0.113.9:5000 10.0.0.1:80 0 0 0 200 200 0 9 "GET / HTTP/1.1" "-" - - new "x"',
      { time: TIME, extra: expect.stringContaining('"more":"new x"') },
    ],
  ] as const)('are read in a line of %s', (name, line, expected) => {
    const reader = lineReaderOf({ name }, null)
    if (typeof reader === 'string') throw new Error(reader)
    expect(reader(line)).toMatchObject(expected)
  })

  it('keep the + of a user in a W3C log', () => {
    const reader = lineReaderOf(
      { name: 'w3c' },
      '#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status cs(User-Agent)',
    )
    if (typeof reader === 'string') throw new Error(reader)
    expect(reader('2025-05-17 10:05:03 203.0.113.9 jane+shop@example.com GET / 200 curl/8+x')).toMatchObject({
      remoteUser: 'jane+shop@example.com',
      userAgent: 'curl/8 x',
    })
  })
})
