import type { S3Address } from '@main/ports/cluster-addresses'
import type { ObjectsForSpark } from './spark-analyser'

/** Where an object of ours lies in S3. */
interface Places {
  bucketOf(bucket: string): string
  keyOf(bucket: string, key: string): string
}

/** Any S3 service, through Hadoop's S3A. Spark passes it the keys of its environment; `chain` leaves them to Spark. */
export function s3ForSpark(address: S3Address, places: Places): ObjectsForSpark {
  const { url, region = 'us-east-1', pathStyle = true, credentials, encryption } = address
  const conf = {
    endpoint: url,
    'endpoint.region': region,
    'path.style.access': String(pathStyle),
    'connection.ssl.enabled': String(url.startsWith('https:')),
    ...encryptionOf(encryption),
  }
  return {
    uriOf: (bucket, key) => `s3a://${places.bucketOf(bucket)}/${places.keyOf(bucket, key)}`,
    conf: Object.fromEntries(Object.entries(conf).map(([name, value]) => [`spark.hadoop.fs.s3a.${name}`, value])),
    env:
      credentials === 'chain'
        ? {}
        : { AWS_ACCESS_KEY_ID: credentials.accessKey, AWS_SECRET_ACCESS_KEY: credentials.secretKey },
  }
}

function encryptionOf(encryption: S3Address['encryption']): Record<string, string> {
  if (!encryption) return {}
  if (encryption.kind === 'AES256') return { 'encryption.algorithm': 'SSE-S3' }
  const { keyId } = encryption
  return { 'encryption.algorithm': 'SSE-KMS', ...(keyId === undefined ? {} : { 'encryption.key': keyId }) }
}
