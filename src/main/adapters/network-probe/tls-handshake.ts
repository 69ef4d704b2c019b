import { once } from 'node:events'
import { isIP } from 'node:net'
import { type ConnectionOptions, connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { type Endpoint, endpointText, ProbeFailure } from '@main/ports/connection-probe'
import { type Tls, tlsOptions } from '@main/ports/tls'
import { codeOf, opened } from './reach'

/** How Node's TLS client is to connect. Checks the server's certificate against the host, or against the pinned name. */
export function tlsTo(host: string, { serverName = host, ...certificates }: Tls): ConnectionOptions {
  // RFC 6066: an address is no server name.
  return tlsOptions(isIP(serverName) === 0 ? { ...certificates, serverName } : certificates)
}

const JUDGED_WITHIN_MS = 150

export interface Handshake {
  readonly protocol: string
  readonly subject: string
  /** Until when the certificate is valid. */
  readonly validTo: Date
}

/**
 * Shakes hands and hangs up; nothing is sent. Throws `ProbeFailure` with the reason why the certificate is refused, and `NoTls` when the
 * other end does not speak TLS.
 */
export async function shakeHands(endpoint: Endpoint, tls: Tls, signal: AbortSignal): Promise<Handshake> {
  let socket: TLSSocket | undefined
  try {
    // The check is made below, so that a refused certificate can be described.
    socket = connect({ ...endpoint, ...tlsTo(endpoint.host, tls), rejectUnauthorized: false })
    await opened(socket, 'secureConnect', signal)
    const certificate = socket.getPeerCertificate()
    await refusedAfterwards(socket, endpoint, tls, signal)
    if (socket.authorizationError) throw new ProbeFailure(refusal(String(socket.authorizationError), certificate, tls))
    return {
      protocol: socket.getProtocol() ?? 'TLS',
      subject: subjectOf(certificate),
      validTo: new Date(certificate.valid_to),
    }
  } catch (thrown) {
    if (thrown instanceof ProbeFailure) throw thrown
    throw handshakeFailure(endpoint, thrown)
  } finally {
    socket?.destroy()
  }
}

/** In TLS 1.3 the server judges the client's certificate after the client takes the connection for open. */
async function refusedAfterwards(socket: TLSSocket, endpoint: Endpoint, tls: Tls, signal: AbortSignal): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(JUDGED_WITHIN_MS)])
  const alert = await once(socket, 'close', { signal: over }).then(
    () => 'closed',
    (thrown: unknown) => codeOf(thrown),
  )
  if (alert === 'ABORT_ERR') return
  const at = endpointText(endpoint)
  if (tls.cert === undefined)
    throw new ProbeFailure(`${at} asks for a client certificate. Give a certificate and its key.`)
  throw new ProbeFailure(`${at} refuses the client certificate (${alert}). Give one that its operator has issued.`)
}

/** The other end closed the connection, or answered something that is not TLS. */
export class NoTls extends ProbeFailure {}

function handshakeFailure(endpoint: Endpoint, thrown: unknown): ProbeFailure {
  const at = endpointText(endpoint)
  const code = codeOf(thrown)
  if (code === 'ABORT_ERR') return new ProbeFailure(`${at} accepts the connection and does not answer to TLS.`)
  if (
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ECONNRESET', 'CLOSED', 'EPROTO'].includes(code)
  ) {
    return new NoTls(`${at} does not speak TLS.`)
  }
  if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_CRYPTO')) {
    const what = 'The certificate or key that you gave cannot be used'
    return new ProbeFailure(`${what} (${code}). Give them in PEM, and the key that belongs to the certificate.`)
  }
  return new ProbeFailure(`TLS with ${at} fails (${code}).`)
}

function refusal(code: string, certificate: PeerCertificate, { serverName }: Tls): string {
  const subject = subjectOf(certificate)
  switch (code.replace(/^Error: /, '')) {
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${subject} expired on ${day(certificate.valid_to)}. Its owner must renew it.`
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${subject} is valid only from ${day(certificate.valid_from)}. Check this machine's clock.`
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `The certificate of ${subject} is signed by itself. If that is intended, give it as the CA certificate.`
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `The certificate of ${subject} is signed by ${issuerOf(certificate)}, which the given CA certificate does not cover. Give the CA certificate of that issuer.`
    case 'CERT_SIGNATURE_FAILURE':
      return `The certificate of ${subject} was not signed by the given CA, though it names it. Give the current CA certificate of ${issuerOf(certificate)}.`
    default:
      if (!code.includes('ALTNAME')) return `The certificate of ${subject} is refused (${code}).`
      return `The certificate is for ${namesOf(certificate)}, not for ${serverName ?? 'this host'}. Use one of these names in the address, or pin it as the server name.`
  }
}

function subjectOf({ subject }: PeerCertificate): string {
  return only(subject?.CN) ?? 'the server'
}

function issuerOf({ issuer }: PeerCertificate): string {
  return only(issuer?.CN) ?? only(issuer?.O) ?? 'an unknown issuer'
}

/** A field that may stand in a certificate more than once. */
function only(field: string | string[] | undefined): string | undefined {
  return Array.isArray(field) ? field[0] : field
}

function namesOf(certificate: PeerCertificate): string {
  const names = certificate.subjectaltname?.replace(/(DNS|IP Address):/g, '').split(', ') ?? []
  return names.length > 0 ? names.slice(0, 5).join(', ') : subjectOf(certificate)
}

function day(text: string): string {
  return new Date(text).toISOString().slice(0, 10)
}

/** Whether a server shakes hands in TLS there, whatever its certificate. */
export async function speaksTls(endpoint: Endpoint, signal: AbortSignal): Promise<boolean> {
  const socket = connect({ ...endpoint, rejectUnauthorized: false })
  try {
    await opened(socket, 'secureConnect', signal)
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
