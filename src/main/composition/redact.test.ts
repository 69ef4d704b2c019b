import { describe, expect, it } from 'vitest'
import { createRedactor, REMOVED, withoutSecrets } from './redact'

const SECRET = 'p@ss/w"ord+1'

describe('a redactor', () => {
  const redact = createRedactor([SECRET, `${SECRET}-longer`, 'abc'])

  it.each([
    ['plain', SECRET],
    ['in an address', encodeURIComponent(SECRET)],
    ['in JSON', JSON.stringify(SECRET)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
  ])('removes a known secret %s', (_, spelling) => {
    const text = redact(`before ${spelling} after`)
    expect(text).toContain(REMOVED)
    expect(text).not.toContain(spelling.replaceAll('"', ''))
    expect(text).toMatch(/^before .+ after$/)
  })

  it('removes the longer of two secrets whole, and leaves words alone that are too short to be one', () => {
    expect(redact(`${SECRET}-longer`)).toBe(REMOVED)
    expect(redact('abc')).toBe('abc')
  })

  it.each([
    'password=hunter22',
    'MINIO_ROOT_PASSWORD: hunter22',
    '"sasl_password": "hunter22"',
    "api-key='hunter22'",
    'Authorization: Bearer hunter22.hunter22',
    'sent Basic hunter22==',
    'postgres://me:hunter22@localhost/db',
    'http://127.0.0.1:1234/#token=hunter22',
    'https://hooks.slack.com/services/T0/B0/hunter22',
    '-----BEGIN RSA PRIVATE KEY-----\nhunter22\n-----END RSA PRIVATE KEY-----',
    `${'A'.repeat(40)}hunter22`,
  ])('removes what looks like a secret: %s', (line) => {
    expect(createRedactor([])(line)).not.toContain('hunter22')
  })

  it('removes access keys of clouds', () => {
    expect(createRedactor([])('id AKIAABCDEFGHIJKLMNOP')).toBe(`id ${REMOVED}`)
  })

  it('leaves other lines as they are', () => {
    const line = '2026-11-30T08:06:03.732Z sink clicks: 1,204 rows stored in 12 ms (http://127.0.0.1:8123)'
    expect(createRedactor([])(line)).toBe(line)
  })
})

it('removes values whose name says that they are secret, wherever they are', () => {
  const settings = {
    services: { variables: { MINIO_ROOT_PASSWORD: 'x', KAFKA_PORT: '9092' } },
    list: [{ accessKey: { nested: 1 } }, null],
    tokens: false,
  }
  expect(withoutSecrets(settings)).toEqual({
    services: { variables: { MINIO_ROOT_PASSWORD: REMOVED, KAFKA_PORT: '9092' } },
    list: [{ accessKey: REMOVED }, null],
    tokens: false,
  })
})
