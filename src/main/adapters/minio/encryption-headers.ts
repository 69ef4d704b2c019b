import type { S3Address } from '@main/ports/cluster-addresses'

/** Sent with each object: how the service is to encrypt it. */
export function encryptionHeaders(encryption: S3Address['encryption']): Readonly<Record<string, string>> {
  if (!encryption) return {}
  const key = encryption.kind === 'aws:kms' ? encryption.keyId : undefined
  return {
    'X-Amz-Server-Side-Encryption': encryption.kind,
    ...(key !== undefined && { 'X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id': key }),
  }
}
