import type { S3Address } from '@main/ports/cluster-addresses'
import { Client } from 'minio'
import { CredentialChain } from './credential-chain'
import { openTransport, type Transport } from './transport'

const PART_BYTES = 16 * 1_048_576

/** MinIO's client for any S3 service, over keep-alive connections that `transport.close` ends. */
export function openS3Client(address: S3Address): { readonly client: Client; readonly transport: Transport } {
  const { protocol, hostname, port } = new URL(address.url)
  const transport = openTransport(protocol, address.tls)
  const client = new Client({
    endPoint: hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { port: Number(port) }),
    useSSL: protocol === 'https:',
    pathStyle: address.pathStyle ?? true,
    ...(address.credentials === 'chain' ? { credentialsProvider: new CredentialChain() } : address.credentials),
    // Otherwise the client would request each bucket's region.
    region: address.region ?? 'us-east-1',
    transport,
    // A part of a large object is in memory while it is sent.
    partSize: PART_BYTES,
    // The client's own retries write to the console, and replace the reason with their count.
    retryOptions: { disableRetry: true },
  })
  return { client, transport }
}
