import { randomBytes } from 'node:crypto'
import { isIPv4 } from 'node:net'
import type { CertificateMaker, Certified } from '@main/ports/certificate-maker'
import * as asn1 from 'asn1js'
import * as pki from 'pkijs'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const HASH = 'SHA-256'
const SERIAL_BYTES = 16
const FIRST_LONG_YEAR = 2050
const COMMON_NAME = '2.5.4.3'
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const DNS_NAME = 2
const IP_ADDRESS = 7
/** Bits of `keyUsage`, from the first. */
const USAGE = { digitalSignature: 0b1000_0000, certSign: 0b0000_0100, crlSign: 0b0000_0010 } as const

type Keys = Awaited<ReturnType<typeof newKeys>>

/** By WebCrypto, which every system has that Node runs on. */
export function pkijsCertificateMaker(): CertificateMaker {
  return {
    async authority(name, from, until) {
      const keys = await newKeys()
      const certificate = blank(name, from, until)
      certificate.issuer = certificate.subject
      certificate.extensions = [
        extension(
          pki.id_BasicConstraints,
          new pki.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(),
          true,
        ),
        usage(USAGE.certSign | USAGE.crlSign),
        await keyIdentifier(certificate, keys),
      ]
      return await signed(certificate, keys, keys.privateKey)
    },
    async issue(authority, { names, from, until }) {
      const keys = await newKeys()
      const issuer = pki.Certificate.fromBER(derOf(authority.certificate))
      const certificate = blank(names[0] ?? 'server', from, until)
      certificate.issuer = issuer.subject
      certificate.extensions = [
        extension(pki.id_BasicConstraints, new pki.BasicConstraints({ cA: false }).toSchema(), true),
        usage(USAGE.digitalSignature),
        extension(pki.id_ExtKeyUsage, new pki.ExtKeyUsage({ keyPurposes: [SERVER_AUTH] }).toSchema()),
        extension(pki.id_SubjectAltName, new pki.GeneralNames({ names: names.map(nameOf) }).toSchema()),
        await keyIdentifier(certificate, keys),
      ]
      return await signed(certificate, keys, await privateKeyOf(authority.key))
    },
  }
}

function blank(name: string, from: number, until: number): pki.Certificate {
  const certificate = new pki.Certificate()
  certificate.version = 2
  certificate.serialNumber = new asn1.Integer({ valueHex: serialNumber() })
  certificate.subject.typesAndValues.push(
    new pki.AttributeTypeAndValue({ type: COMMON_NAME, value: new asn1.Utf8String({ value: name }) }),
  )
  certificate.notBefore = timeOf(from)
  certificate.notAfter = timeOf(until)
  return certificate
}

/** The short form has years of two digits, which end with 2049. */
function timeOf(at: number): pki.Time {
  const value = new Date(at)
  const type = value.getUTCFullYear() < FIRST_LONG_YEAR ? pki.TimeType.UTCTime : pki.TimeType.GeneralizedTime
  return new pki.Time({ type, value })
}

/** A positive number: its first bit is 0, and its first byte is not. */
function serialNumber(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.buffer
}

async function newKeys() {
  return await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
}

async function privateKeyOf(pem: string): Promise<Keys['privateKey']> {
  return await crypto.subtle.importKey('pkcs8', derOf(pem), CURVE, false, ['sign'])
}

async function signed(certificate: pki.Certificate, keys: Keys, by: Keys['privateKey']): Promise<Certified> {
  await certificate.sign(by, HASH)
  return {
    certificate: pemOf('CERTIFICATE', certificate.toSchema(true).toBER(false)),
    key: pemOf('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
  }
}

function extension(extnID: string, value: { toBER(sizeOnly?: boolean): ArrayBuffer }, critical = false): pki.Extension {
  return new pki.Extension({ extnID, critical, extnValue: value.toBER(false) })
}

function usage(bits: number): pki.Extension {
  const valueHex = new Uint8Array([bits]).buffer
  // The unused bits at the end are the zeros there (DER).
  const unusedBits = 31 - Math.clz32(bits & -bits)
  return extension(pki.id_KeyUsage, new asn1.BitString({ valueHex, unusedBits }), true)
}

/** Also puts the public key into the certificate. */
async function keyIdentifier(certificate: pki.Certificate, { publicKey }: Keys): Promise<pki.Extension> {
  await certificate.subjectPublicKeyInfo.importKey(publicKey)
  const key = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView
  const digest = await crypto.subtle.digest('SHA-1', new Uint8Array(key))
  return extension(pki.id_SubjectKeyIdentifier, new asn1.OctetString({ valueHex: digest }))
}

function nameOf(name: string): pki.GeneralName {
  if (!isIPv4(name)) return new pki.GeneralName({ type: DNS_NAME, value: name })
  const bytes = new Uint8Array(name.split('.').map(Number))
  return new pki.GeneralName({ type: IP_ADDRESS, value: new asn1.OctetString({ valueHex: bytes.buffer }) })
}

function pemOf(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

function derOf(pem: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64'))
}
