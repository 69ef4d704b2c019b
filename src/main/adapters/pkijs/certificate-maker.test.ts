import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import type { Certified } from '@main/ports/certificate-maker'
import { DAY_MS } from '@shared/lib/time'
import { expect, it } from 'vitest'
import { pkijsCertificateMaker } from './certificate-maker'

const maker = pkijsCertificateMaker()
const now = Math.floor(Date.now() / 1_000) * 1_000
const span = { from: now - DAY_MS, until: now + 300 * DAY_MS }
const names = ['localhost', '127.0.0.1']

it('makes an authority and certificates that it has signed', async () => {
  const authority = await maker.authority('Test authority', now, now + 9_000 * DAY_MS)
  const server = await maker.issue(authority, { names, ...span })
  const ca = new X509Certificate(authority.certificate)
  const certificate = new X509Certificate(server.certificate)
  expect(ca.ca).toBe(true)
  expect(ca.verify(ca.publicKey)).toBe(true)
  expect(ca.subject).toBe('CN=Test authority')
  expect(certificate.ca).toBe(false)
  expect(certificate.verify(ca.publicKey)).toBe(true)
  expect(certificate.checkIssued(ca)).toBe(true)
  expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
  expect(Date.parse(certificate.validFrom)).toBe(span.from)
  expect(Date.parse(certificate.validTo)).toBe(span.until)
  expect(certificate.checkPrivateKey(createPrivateKey(server.key))).toBe(true)
  expect(server.key).toContain('-----BEGIN PRIVATE KEY-----')
})

it('gives each certificate its own number and key', async () => {
  const authority = await maker.authority('Test authority', now, span.until)
  const made = await Promise.all(Array.from({ length: 8 }, () => maker.issue(authority, { names, ...span })))
  const numbers = made.map(({ certificate }) => new X509Certificate(certificate).serialNumber)
  expect(new Set(numbers).size).toBe(made.length)
  for (const number of numbers) expect(number).toMatch(/^[4-7][0-9A-F]{31}$/)
  expect(new Set(made.map(({ key }) => key)).size).toBe(made.length)
})

it('makes certificates that TLS accepts by their names, and only with their authority', async () => {
  const authority = await maker.authority('Test authority', now - DAY_MS, span.until)
  const other = await maker.authority('Test authority', now - DAY_MS, span.until)
  const server = await maker.issue(authority, { names, ...span })
  const expired = await maker.issue(authority, { names, from: span.from, until: now - 1_000 })
  expect(await handshake(server, authority, '127.0.0.1')).toBe('authorized')
  expect(await handshake(server, authority, 'localhost')).toBe('authorized')
  expect(await handshake(server, other, 'localhost')).toMatch(/CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY_LEAF_SIGNATURE/)
  expect(await handshake(server, authority, 'kafka.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  expect(await handshake(expired, authority, 'localhost')).toBe('CERT_HAS_EXPIRED')
})

/** What a client says that trusts this authority and asks for this name. */
async function handshake(server: Certified, trusted: Certified, name: string): Promise<string> {
  const listening = createServer({ cert: server.certificate, key: server.key }, (socket: TLSSocket) => socket.end())
  listening.on('tlsClientError', () => undefined)
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  const client = connect({
    host: '127.0.0.1',
    port,
    ca: trusted.certificate,
    servername: name === '127.0.0.1' ? '' : name,
  })
  try {
    await once(client, 'secureConnect')
    return client.authorized ? 'authorized' : 'not authorized'
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? String(thrown)
  } finally {
    client.destroy()
    listening.close()
  }
}
