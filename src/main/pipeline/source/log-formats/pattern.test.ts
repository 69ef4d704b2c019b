import { describe, expect, it } from 'vitest'
import { createPatternReader } from './pattern'

const TIME = Date.UTC(2025, 4, 17, 10, 5, 3)

function read(pattern: string, line: string) {
  const reader = createPatternReader(pattern)
  return typeof reader === 'string' ? reader : reader(line)
}

describe('the pattern of a log', () => {
  it('is the text of nginx’s log_format', () => {
    const pattern = `log_format timed '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" "$http_user_agent" '
                    '"$host" rt=$request_time ua="$upstream_addr" cache=$upstream_cache_status';`
    const line =
      '203.0.113.9 - - [17/May/2025:10:05:03 +0000] "GET /shop/1 HTTP/1.1" 502 12 "-" "a \\"quoted\\" agent" "shop.example.com" rt=0.250 ua="10.0.0.1:80, 10.0.0.2:80" cache=MISS'
    expect(read(pattern, line)).toEqual({
      client: '203.0.113.9',
      remoteUser: null,
      time: TIME,
      method: 'GET',
      path: '/shop/1',
      protocol: 'HTTP/1.1',
      status: 502,
      bytes: 12,
      referrer: null,
      userAgent: 'a "quoted" agent',
      host: 'shop.example.com',
      latencyMs: 250,
      upstream: '10.0.0.1:80, 10.0.0.2:80',
      extra: '{"upstream_cache_status":"MISS"}',
    })
  })

  it('is the text of Apache’s LogFormat', () => {
    const pattern = String.raw`LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D %{X-Request-Id}o" timed`
    const line =
      'www.example.com:443 203.0.113.9 - jane [17/May/2025:10:05:03 +0000] "GET /a HTTP/2.0" 200 99 "-" "curl/8" 1500 abc'
    expect(read(pattern, line)).toMatchObject({
      client: '203.0.113.9',
      remoteUser: 'jane',
      time: TIME,
      host: 'www.example.com',
      bytes: 99,
      latencyMs: 1.5,
      userAgent: 'curl/8',
    })
  })

  it.each([
    ['%a%u %t "%r" %s', 'nothing separates "remote_addr" from "remote_user": a line cannot be divided there'],
    ['%h %u %t %D', 'the status is missing'],
    ['%h %>s %r', 'the time is missing'],
    ['$remote_addr [$time_local] $status', 'the request is missing'],
    ['hello', 'it has no field: fields are written like $remote_addr (nginx) or %h (Apache)'],
    [`%h %t "%r" %s${' '.repeat(4_000)}`, 'it is longer than 4,000 characters'],
  ])('%s cannot be used, with the reason', (pattern, reason) => {
    expect(createPatternReader(pattern)).toBe(reason)
  })

  it.each([
    ['203.0.113.9 17/May/2025 "GET / HTTP/1.1" 200', '"remote_addr" does not end as the pattern says'],
    [
      '203.0.113.9 [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1" 200 77',
      'the status "200 77" is not a number of three digits',
    ],
    ['203.0.113.9 [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1', '"request" does not end as the pattern says'],
    ['', 'the line is empty'],
  ])('does not fit the line %s', (line, reason) => {
    expect(read('$remote_addr [$time_local] "$request" $status', line)).toBe(reason)
  })

  it('may have the path and the query one behind the other', () => {
    const line = '203.0.113.9 [17/May/2025:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200'
    expect(read('%a %t "%m %U%q %H" %s', line)).toMatchObject({ method: 'GET', path: '/a?b=1', protocol: 'HTTP/1.1' })
  })

  it('may have Apache’s time in parts, whose zone counts', () => {
    for (const [pattern, time] of [
      ['%h [%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t] "%r" %>s', '17/May/2025:12:05:03.250 +0200'],
      ['%h [%{%d/%b/%Y:%T}t %{%z}t] "%r" %>s', '17/May/2025:12:05:03 +0200'],
      ['%h [%{begin:%Y-%m-%dT%T}t.%{begin:usec_frac}t] "%r" %>s', '2025-05-17T10:05:03.250000'],
    ] as const) {
      expect(read(pattern, `203.0.113.9 [${time}] "GET / HTTP/1.1" 200`)).toMatchObject({
        time: time.includes('.') ? TIME + 250 : TIME,
      })
    }
    const apart = read('%t %{usec_frac}t "%r" %>s', '[17/May/2025:10:05:03 +0000] 250000 "GET / HTTP/1.1" 200')
    expect(apart).toMatchObject({ time: TIME, extra: '{"time_fraction":"250000"}' })
  })

  it('may have text right behind a directive, and tabs', () => {
    const line = `203.0.113.9\t[17/May/2025:10:05:03 +0000]\t"GET / HTTP/1.1"\t200\t1500us`
    expect(read('%h\\t%t\\t"%r"\\t%>s\\t%Dus', line)).toMatchObject({ client: '203.0.113.9', latencyMs: 1.5 })
  })

  it('may have the address of the connection beside that of the client', () => {
    const line = '10.0.0.1 203.0.113.9 [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1" 200'
    expect(read('%{c}a %a %t "%r" %s', line)).toMatchObject({ client: '203.0.113.9' })
  })

  it('may name what every object has', () => {
    const line = '203.0.113.9 x [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1" 200 1'
    expect(read('%h %{constructor}i %t "%r" %s %{constructor}T', line)).toMatchObject({ time: TIME })
  })

  it('may take times as ISO 8601 or in seconds', () => {
    for (const [field, text] of [
      ['time_iso8601', '2025-05-17T12:05:03+02:00'],
      ['msec', `${TIME / 1_000}.250`],
    ]) {
      const entry = read(`$remote_addr $${field} "$request" $status`, `203.0.113.9 ${text} "GET / HTTP/1.1" 200`)
      expect(entry).toMatchObject({ time: field === 'msec' ? TIME + 250 : TIME })
    }
  })
})
