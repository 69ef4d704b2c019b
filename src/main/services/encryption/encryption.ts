import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { CertificateMaker, Certified } from '@main/ports/certificate-maker'
import type { Secrets } from '@main/ports/secrets'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { DAY_MS } from '@shared/lib/time'
import { type EncryptedPort, SASL_SSL } from '../compose/encrypted-port'
import type { Values } from '../compose/interpolate'
import { newPassword } from '../credentials'

/** Longer than anybody keeps a client's configuration. Only servers on 127.0.0.1 have certificates of this authority. */
const AUTHORITY_DAYS = 20 * 365
const SERVER_DAYS = 397
/** A certificate is renewed this long before its end. */
const RENEW_DAYS = 60
/** Clocks differ, also between this system and the containers' virtual machine. */
const EARLIER_DAYS = 1
const NAMES = ['localhost', '127.0.0.1']
const AUTHORITY = { certificate: 'CA_CERTIFICATE', key: 'CA_KEY' }

export interface EncryptionOptions {
  readonly ports: readonly EncryptedPort[]
  readonly secrets: Secrets
  readonly maker: CertificateMaker
  readonly now: () => number
}

/** The passwords and certificates of the ports that can be encrypted. They are made here, and kept like all passwords. */
export interface Encryption {
  /** Reads what is kept, and makes nothing. Throws `secrets-closed`. */
  read(): Promise<void>
  /**
   * Makes what is missing or cannot be used, and replaces a certificate that ends soon. Saved when it resolves, with whether anything changed. Throws
   * `secrets-closed`.
   */
  prepare(): Promise<boolean>
  /** Whether all that the ports need was made, and can be used. */
  isPrepared(): boolean
  /** The variables that encrypt the ports; none before they were made. */
  values(): Values
  /** Everything that may not appear in a log. */
  secret(): readonly string[]
  /** The certificate that clients must trust, as PEM; null before it was made. */
  authority(): string | null
  /** When the server's certificate of this port ends, epoch ms; null before it was made. */
  endsAt(port: EncryptedPort): number | null
}

export function createEncryption({ ports, secrets, maker, now }: EncryptionOptions): Encryption {
  let kept: Values = {}
  /** Two calls at the same moment would make two authorities. */
  const inTurn = oneAtATime()

  const authorityOf = async (values: Values): Promise<Certified> => {
    const found = certifiedOf(values, AUTHORITY)
    // It must outlast what it signs.
    if (found && endOf(found.certificate) - now() > SERVER_DAYS * DAY_MS) return found
    return await maker.authority(
      'Millrace, this machine only',
      now() - EARLIER_DAYS * DAY_MS,
      now() + AUTHORITY_DAYS * DAY_MS,
    )
  }
  const serverOf = async (values: Values, port: EncryptedPort, authority: Certified): Promise<Certified> => {
    const found = certifiedOf(values, port)
    if (found && isIssuedBy(authority, found) && endOf(found.certificate) - now() > RENEW_DAYS * DAY_MS) return found
    const span = { from: now() - EARLIER_DAYS * DAY_MS, until: now() + SERVER_DAYS * DAY_MS }
    return await maker.issue(authority, { names: NAMES, ...span })
  }
  /** Null unless all of it can be used: without a part, the port would not open. */
  const valuesFor = (port: EncryptedPort): Values | null => {
    const [authority, server] = [certifiedOf(kept, AUTHORITY), certifiedOf(kept, port)]
    const password = kept[port.password]
    if (!authority || !server || !password || !isIssuedBy(authority, server)) return null
    return {
      [port.protocol]: SASL_SSL,
      [port.password]: password,
      [port.certificate]: onOneLine(server.certificate),
      [port.key]: onOneLine(server.key),
    }
  }
  return {
    read: () =>
      inTurn(async () => {
        kept = await secrets.read()
      }),
    prepare: () =>
      inTurn(async () => {
        const before = await secrets.read()
        const authority = await authorityOf(before)
        const values: Record<string, string> = { ...before, ...valuesOf(AUTHORITY, authority) }
        for (const port of ports) {
          values[port.password] ||= newPassword()
          Object.assign(values, valuesOf(port, await serverOf(before, port, authority)))
        }
        const changed = Object.entries(values).some(([name, value]) => before[name] !== value)
        if (changed) await secrets.write(values)
        kept = values
        return changed
      }),
    isPrepared: () => ports.every((port) => valuesFor(port) !== null),
    values: () => Object.assign({}, ...ports.map(valuesFor)),
    secret: () => [
      ...[AUTHORITY, ...ports].flatMap(({ key }) => (kept[key] ? [kept[key], onOneLine(kept[key])] : [])),
      ...ports.flatMap(({ password }) => kept[password] ?? []),
    ],
    authority: () => certifiedOf(kept, AUTHORITY)?.certificate ?? null,
    endsAt: (port) => {
      const server = certifiedOf(kept, port)
      return server && endOf(server.certificate)
    },
  }
}

type Names = { readonly certificate: string; readonly key: string }

/** Null when it was not made, is damaged, or the key is of another certificate. */
function certifiedOf(values: Values, names: Names): Certified | null {
  const { [names.certificate]: certificate, [names.key]: key } = values
  if (!certificate || !key) return null
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : null
  } catch {
    return null
  }
}

function valuesOf(names: Names, { certificate, key }: Certified): Values {
  return { [names.certificate]: certificate, [names.key]: key }
}

function isIssuedBy(authority: Certified, { certificate }: Certified): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(authority.certificate).publicKey)
}

function endOf(certificate: string): number {
  return Date.parse(new X509Certificate(certificate).validTo)
}

/** As an environment variable can hold it. Kafka reads header, content and footer also when only spaces part them. */
function onOneLine(pem: string): string {
  return pem.trim().replaceAll(/\s*\n\s*/g, ' ')
}
