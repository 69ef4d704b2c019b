import { randomBytes } from 'node:crypto'
import type { S3Address } from '@main/ports/cluster-addresses'
import { ProbeFailure } from '@main/ports/connection-probe'
import type { Client } from 'minio'
import { encryptionHeaders } from './encryption-headers'
import { s3Code } from './object-store-fault'

/** An object's way into a bucket and back. Every call throws `ProbeFailure`. */
export interface S3Probe {
  /** Says what was found; null when the bucket is missing and Millrace would create it. */
  list(): Promise<string | null>
  put(): Promise<void>
  get(): Promise<void>
  remove(): Promise<void>
}

/** The probe of one bucket, with an object of its own name below the prefix. */
export function s3Probe(client: Client, address: S3Address, bucket: string): S3Probe {
  const { prefix = '', region, bucket: only, encryption } = address
  const key = `${prefix}millrace-connection-test-${randomBytes(4).toString('hex')}`
  const body = Buffer.from('millrace')
  const said = async <T>(right: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw new ProbeFailure(refusal(bucket, right, region, thrown))
    }
  }
  return {
    list: () =>
      said('list (s3:ListBucket)', async () => {
        try {
          for await (const _ of client.listObjectsV2(bucket, prefix, false)) return 'holds objects'
          return 'is empty'
        } catch (thrown) {
          if (only === undefined && s3Code(thrown) === 'NoSuchBucket') return null
          throw thrown
        }
      }),
    put: () =>
      said(
        'write (s3:PutObject)',
        async () => void (await client.putObject(bucket, key, body, body.length, encryptionHeaders(encryption))),
      ),
    get: () =>
      said('read (s3:GetObject)', async () => {
        const object = await client.getObject(bucket, key)
        const chunks: Buffer[] = []
        for await (const chunk of object as AsyncIterable<Buffer>) chunks.push(chunk)
        if (!Buffer.concat(chunks).equals(body)) throw new Error('the object that was put comes back changed')
      }),
    remove: () => said('remove (s3:DeleteObject)', () => client.removeObject(bucket, key)),
  }
}

function refusal(bucket: string, right: string, region: string | undefined, thrown: unknown): string {
  switch (s3Code(thrown)) {
    case 'NoSuchBucket':
      return `There is no bucket ${bucket}. Create it, or give the name of another one.`
    case 'InvalidAccessKeyId':
      return 'It does not know the access key. Check it.'
    case 'SignatureDoesNotMatch':
      return 'It refuses the secret key. Check it.'
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return `These keys may not ${right} in the bucket ${bucket}. Allow it there.`
    case 'RequestTimeTooSkewed':
      return "Its clock is more than 15 minutes away from this machine's. Set both by a time server (NTP)."
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
      return `The bucket ${bucket} is in another region than ${region ?? 'us-east-1'}. Give its region.`
    default:
      return `S3 refuses it: ${thrown instanceof Error ? thrown.message || s3Code(thrown) : String(thrown)}`
  }
}
