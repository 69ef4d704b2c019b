import { describe, expect, it } from 'vitest'
import { expectCredentials, expectHost, insertFromFile, parseRequest } from './clickhouse-request'

describe('parseRequest', () => {
  it('takes the query, its parameters and the default format from the URL', () => {
    const target = '/?query=SELECT+%7Bx%3AString%7D&param_x=a%5Ctb&default_format=CSV&query_id=q1&database=default'
    expect(parseRequest('POST', target, {})).toEqual({
      kind: 'query',
      query: 'SELECT {x:String}',
      params: { x: 'a\\tb' },
      defaultFormat: 'CSV',
      queryId: 'q1',
    })
  })

  it('accepts /ping and transport settings', () => {
    expect(parseRequest('GET', '/ping', {})).toEqual({ kind: 'ping' })
    expect(parseRequest('POST', '/?enable_http_compression=1&wait_end_of_query=1', {}).kind).toBe('query')
  })

  it.each([
    ['POST', '/?max_threads=1', {}, 115],
    ['POST', '/?database=other', {}, 81],
    ['POST', '/', { 'x-clickhouse-database': 'other' }, 81],
    ['POST', '/play', {}, 36],
    ['DELETE', '/', {}, 36],
    ['POST', '/', { 'content-encoding': 'gzip' }, 48],
  ])('refuses %s %s %j with code %i', (method, target, headers, code) => {
    expect(() => parseRequest(method, target, headers)).toThrow(
      expect.objectContaining({ exception: expect.objectContaining({ code }) }),
    )
  })
})

describe('expectCredentials', () => {
  const expected = { username: 'me', password: 'pass:word' }
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  it.each([
    ['/', basic('me:pass:word')],
    ['/', { 'x-clickhouse-user': 'me', 'x-clickhouse-key': 'pass:word' }],
    ['/?user=me&password=pass%3Aword', {}],
  ])('accepts %s %j', (target, headers) => {
    expect(() => expectCredentials(target, headers, expected)).not.toThrow()
  })

  it.each([
    ['/', {}],
    ['/', basic('me:')],
    ['/', basic('me')],
    ['/', basic('you:pass:word')],
    ['/', { authorization: 'Bearer x' }],
    ['/', { 'x-clickhouse-user': 'me', 'x-clickhouse-key': 'pass:wordy' }],
    ['/?user=me&password=', {}],
  ])('refuses %s %j', (target, headers) => {
    expect(() => expectCredentials(target, headers, expected)).toThrow(
      expect.objectContaining({ exception: expect.objectContaining({ status: 403, code: 516 }) }),
    )
  })
})

it('expectHost accepts only this server’s own names', () => {
  expect(() => expectHost('127.0.0.1:8123', 8123)).not.toThrow()
  expect(() => expectHost('localhost:8123', 8123)).not.toThrow()
  for (const host of [undefined, '127.0.0.1', '127.0.0.1:8124', 'evil.example:8123', 'localhost:8123.evil.example']) {
    expect(() => expectHost(host, 8123)).toThrow('does not name this server')
  }
})

describe('insertFromFile', () => {
  it.each([
    ['INSERT INTO t FORMAT RowBinary', "INSERT INTO t FROM INFILE '/s/f' FORMAT RowBinary"],
    [
      'INSERT INTO `a b` (`c`, d)\n SETTINGS x = 1, y=2\nFORMAT JSONEachRow;\n',
      "INSERT INTO `a b` (`c`, d) FROM INFILE '/s/f'\n SETTINGS x = 1, y=2\nFORMAT JSONEachRow",
    ],
    ['insert into `select` format CSV', "insert into `select` FROM INFILE '/s/f' format CSV"],
  ])('rewrites %s', (query, expected) => {
    expect(insertFromFile(query, '/s/f')).toBe(expected)
  })

  it.each([
    'SELECT 1 FORMAT JSON',
    'INSERT INTO t SELECT * FROM u',
    'INSERT INTO t SELECT 1 FORMAT CSV',
    "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
    'INSERT INTO t VALUES (1)',
    '',
  ])('leaves %s unchanged', (query) => {
    expect(insertFromFile(query, '/s/f')).toBeNull()
  })

  it('quotes the path', () => {
    expect(insertFromFile('INSERT INTO t FORMAT CSV', "/it's/\\")).toBe(
      "INSERT INTO t FROM INFILE '/it\\'s/\\\\' FORMAT CSV",
    )
  })
})
