import { X509Certificate } from 'node:crypto'
import type { CertificateMaker, Certified } from '@main/ports/certificate-maker'
import type { Secrets } from '@main/ports/secrets'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { type EncryptedPort, SASL_SSL } from '../compose/encrypted-port'
import type { Values } from '../compose/interpolate'
import { newPassword } from '../credentials'

const DAY_MS = 86_400_000
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
   * Makes what is missing, and replaces a certificate that ends soon. Saved when it resolves, with whether anything changed. Throws
   * `secrets-closed`.
   */
  prepare(): Promise<boolean>
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
    if (found && isGood(found, authority, now())) return found
    const span = { from: now() - EARLIER_DAYS * DAY_MS, until: now() + SERVER_DAYS * DAY_MS }
    return await maker.issue(authority, { names: NAMES, ...span })
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
    values: () =>
      Object.fromEntries(
        ports.flatMap((port) => {
          const server = certifiedOf(kept, port)
          const password = kept[port.password]
          if (!server || password === undefined) return []
          return [
            [port.protocol, SASL_SSL],
            [port.password, password],
            [port.certificate, onOneLine(server.certificate)],
            [port.key, onOneLine(server.key)],
          ]
        }),
      ),
    secret: () => [
      ...[AUTHORITY, ...ports].flatMap(({ key }) => (kept[key] ? [kept[key], onOneLine(kept[key])] : [])),
      ...ports.flatMap(({ password }) => kept[password] ?? []),
    ],
    authority: () => kept[AUTHORITY.certificate] ?? null,
    endsAt: ({ certificate }) => (kept[certificate] ? endOf(kept[certificate]) : null),
  }
}

type Names = { readonly certificate: string; readonly key: string }

function certifiedOf(values: Values, names: Names): Certified | null {
  const { [names.certificate]: certificate, [names.key]: key } = values
  return certificate && key ? { certificate, key } : null
}

function valuesOf(names: Names, { certificate, key }: Certified): Values {
  return { [names.certificate]: certificate, [names.key]: key }
}

function isGood({ certificate }: Certified, authority: Certified, now: number): boolean {
  const signer = new X509Certificate(authority.certificate)
  const isOurs = new X509Certificate(certificate).verify(signer.publicKey)
  return isOurs && endOf(certificate) - now > RENEW_DAYS * DAY_MS
}

function endOf(certificate: string): number {
  return Date.parse(new X509Certificate(certificate).validTo)
}

/** As an environment variable can hold it. Kafka reads header, content and footer also when only spaces part them. */
function onOneLine(pem: string): string {
  return pem.trim().replaceAll(/\s*\n\s*/g, ' ')
}
