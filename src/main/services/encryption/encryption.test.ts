import { createPrivateKey, X509Certificate } from 'node:crypto'
import { pkijsCertificateMaker } from '@main/adapters/pkijs/certificate-maker'
import { type MemorySecrets, memorySecrets } from '@main/ports/fakes/memory-secrets'
import type { Secrets } from '@main/ports/secrets'
import { DAY_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EncryptedPort } from '../compose/encrypted-port'
import { createEncryption } from './encryption'

const START = Date.UTC(2026, 0, 1)
const PORT: EncryptedPort = {
  service: 'log',
  port: 9092,
  protocol: 'LOG_PROTOCOL',
  user: 'LOG_USER',
  password: 'LOG_PASSWORD',
  certificate: 'LOG_CERTIFICATE',
  key: 'LOG_KEY',
}
let secrets: MemorySecrets
let now: number
const open = (kept: Secrets = secrets) =>
  createEncryption({ ports: [PORT], secrets: kept, maker: pkijsCertificateMaker(), now: () => now })

beforeEach(() => {
  secrets = memorySecrets()
  now = START
})

describe('what encryption needs', () => {
  it('is made once, and kept', async () => {
    const encryption = open()
    expect(encryption.values()).toEqual({})
    expect(await encryption.prepare()).toBe(true)
    const values = encryption.values()
    expect(values).toMatchObject({ LOG_PROTOCOL: 'SASL_SSL', LOG_PASSWORD: expect.stringMatching(/^[A-Za-z0-9]{24}$/) })
    expect(await encryption.prepare()).toBe(false)
    expect(secrets.writes).toBe(1)
    const next = open()
    await next.read()
    expect(next.values()).toEqual(values)
    expect(next.authority()).toBe(encryption.authority())
  })

  it('is made once for two that ask at the same moment', async () => {
    const encryption = open()
    expect(await Promise.all([encryption.prepare(), encryption.prepare()])).toEqual([true, false])
    expect(secrets.writes).toBe(1)
  })

  it('is not made by reading', async () => {
    const encryption = open()
    await encryption.read()
    expect(encryption.values()).toEqual({})
    expect(secrets.writes).toBe(0)
  })

  it('fits on one line of an environment, and stays out of logs', async () => {
    const encryption = open()
    await encryption.prepare()
    const { LOG_CERTIFICATE, LOG_KEY = '', LOG_PASSWORD } = encryption.values()
    expect(LOG_CERTIFICATE).toMatch(/^-----BEGIN CERTIFICATE----- [A-Za-z0-9+/= ]+ -----END CERTIFICATE-----$/)
    expect(LOG_KEY).toMatch(/^-----BEGIN PRIVATE KEY----- [A-Za-z0-9+/= ]+ -----END PRIVATE KEY-----$/)
    expect(encryption.secret()).toEqual(expect.arrayContaining([LOG_KEY, LOG_PASSWORD, secrets.kept.CA_KEY]))
    expect(encryption.secret()).not.toContain(LOG_CERTIFICATE)
  })

  it('is not made when the kept secrets cannot be read', async () => {
    const closed = new FaultError({ code: 'secrets-closed', file: 'secrets.json', reason: 'it is damaged' })
    const encryption = open({ ...secrets, read: () => Promise.reject(closed) })
    await expect(encryption.prepare()).rejects.toBe(closed)
    expect(encryption.values()).toEqual({})
    expect(secrets.writes).toBe(0)
  })
})

describe('kept secrets that cannot be used', () => {
  beforeEach(async () => {
    await open().prepare()
  })

  it.each([['CA_CERTIFICATE'], ['LOG_CERTIFICATE'], ['LOG_KEY'], ['LOG_PASSWORD']])(
    '%s is made again',
    async (name) => {
      for (const damage of ['', 'damaged']) {
        if (name === 'LOG_PASSWORD' && damage !== '') continue
        secrets = memorySecrets({ ...secrets.kept, [name]: damage })
        const encryption = open()
        await encryption.read()
        expect(encryption.isPrepared()).toBe(false)
        expect(encryption.values()).toEqual({})
        expect(await encryption.prepare()).toBe(true)
        expect(encryption.isPrepared()).toBe(true)
        expect(secrets.kept[name]).not.toBe(damage)
        const certificate = new X509Certificate(secrets.kept.LOG_CERTIFICATE ?? '')
        expect(certificate.checkIssued(new X509Certificate(encryption.authority() ?? ''))).toBe(true)
        expect(certificate.checkPrivateKey(createPrivateKey(secrets.kept.LOG_KEY ?? ''))).toBe(true)
      }
    },
  )

  it('are made again when they do not belong together', async () => {
    const other = memorySecrets()
    await open(other).prepare()
    secrets = memorySecrets({ ...secrets.kept, LOG_KEY: other.kept.LOG_KEY ?? '' })
    const encryption = open()
    await encryption.read()
    expect(encryption.isPrepared()).toBe(false)
    expect(await encryption.prepare()).toBe(true)
    expect(encryption.isPrepared()).toBe(true)
  })

  it('are not complete when another port can be encrypted', async () => {
    const ports = [PORT, { ...PORT, service: 'other', certificate: 'OTHER_CERTIFICATE', key: 'OTHER_KEY' }]
    const encryption = createEncryption({ ports, secrets, maker: pkijsCertificateMaker(), now: () => now })
    await encryption.read()
    expect(encryption.isPrepared()).toBe(false)
    await encryption.prepare()
    expect(encryption.isPrepared()).toBe(true)
  })
})

describe('a certificate', () => {
  it('is for this machine only, and signed by the authority', async () => {
    const encryption = open()
    await encryption.prepare()
    const certificate = new X509Certificate(secrets.kept.LOG_CERTIFICATE ?? '')
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
    expect(certificate.checkIssued(new X509Certificate(encryption.authority() ?? ''))).toBe(true)
    expect(encryption.endsAt(PORT)).toBe(START + 397 * DAY_MS)
  })

  it('is renewed two months before its end, under the same authority and with the same password', async () => {
    await open().prepare()
    const before = secrets.kept
    now = START + 336 * DAY_MS
    expect(await open().prepare()).toBe(false)
    now = START + 338 * DAY_MS
    const encryption = open()
    expect(await encryption.prepare()).toBe(true)
    expect(encryption.endsAt(PORT)).toBe(now + 397 * DAY_MS)
    expect(secrets.kept).toMatchObject({ CA_CERTIFICATE: before.CA_CERTIFICATE, LOG_PASSWORD: before.LOG_PASSWORD })
    expect(secrets.kept.LOG_KEY).not.toBe(before.LOG_KEY)
  })

  it('is made again when it is of another authority', async () => {
    await open().prepare()
    const { LOG_CERTIFICATE = '', LOG_KEY = '' } = secrets.kept
    secrets = memorySecrets({ LOG_CERTIFICATE, LOG_KEY })
    const encryption = open()
    await encryption.prepare()
    expect(secrets.kept.LOG_CERTIFICATE).not.toBe(LOG_CERTIFICATE)
    const authority = new X509Certificate(encryption.authority() ?? '')
    expect(new X509Certificate(secrets.kept.LOG_CERTIFICATE ?? '').verify(authority.publicKey)).toBe(true)
  })

  it('never outlasts its authority', async () => {
    await open().prepare()
    const before = secrets.kept.CA_CERTIFICATE
    now = START + 19 * 365 * DAY_MS
    const encryption = open()
    await encryption.prepare()
    expect(secrets.kept.CA_CERTIFICATE).not.toBe(before)
    const end = Date.parse(new X509Certificate(encryption.authority() ?? '').validTo)
    expect(end).toBeGreaterThan(encryption.endsAt(PORT) ?? 0)
  })
})
