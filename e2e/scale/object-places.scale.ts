import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import type { S3Address } from '@main/ports/cluster-addresses'
import { objectStoreContract } from '@main/ports/contracts/object-store.contract'
import { Client } from 'minio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, startCluster } from './support/cluster'

const BUCKET = 'lake'

describe('S3 over TLS', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ only: ['objects'] })
    const first = openS3ObjectStore(cluster.addresses.objects)
    await first.put(BUCKET, 'first', new Uint8Array([1]))
    await first.close()
  })
  afterAll(() => cluster?.stop())

  const open = (changed: Partial<S3Address> = {}) => openS3ObjectStore({ ...cluster.addresses.objects, ...changed })
  const opened = (changed: () => Partial<S3Address>) => async () => {
    const objects = open(changed())
    return { objects, cleanup: () => objects.close() }
  }
  objectStoreContract(
    'a bucket for each dataset',
    opened(() => ({})),
  )
  objectStoreContract(
    'one bucket with a prefix and encryption',
    opened(() => ({
      bucket: BUCKET,
      prefix: 'team/millrace/',
      encryption: { kind: 'AES256' },
    })),
  )

  it('finds its keys as the AWS tools do', async () => {
    const keys = cluster.addresses.objects.credentials
    if (keys === 'chain') throw new Error('the test has keys')
    process.env.AWS_ACCESS_KEY_ID = keys.accessKey
    process.env.AWS_SECRET_ACCESS_KEY = keys.secretKey
    const objects = open({ credentials: 'chain' })
    try {
      await objects.put('by-chain', 'a', new Uint8Array([7]))
      expect([...(await objects.get('by-chain', 'a'))]).toEqual([7])
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID
      delete process.env.AWS_SECRET_ACCESS_KEY
      await objects.close()
    }
  })

  it('has each object encrypted when asked to, in its folder of the one bucket', async () => {
    const { url, credentials, tls } = cluster.addresses.objects
    if (credentials === 'chain') throw new Error('the test has keys')
    const objects = open({ bucket: BUCKET, prefix: 'team/', encryption: { kind: 'AES256' } })
    await objects.put('user-interactions', 'a.json', new Uint8Array([7]))
    await objects.close()
    const { hostname, port } = new URL(url)
    const { Agent } = await import('node:https')
    const plain = new Client({
      endPoint: hostname,
      port: Number(port),
      ...credentials,
      region: 'us-east-1',
      transportAgent: new Agent({ ca: tls?.ca }),
    })
    const { metaData } = await plain.statObject(BUCKET, 'team/user-interactions/a.json')
    expect(metaData['x-amz-server-side-encryption']).toBe('AES256')
  })

  it('does not create the one bucket, and says that it is missing', async () => {
    const objects = open({ bucket: 'no-such-bucket' })
    await expect(objects.put('user-interactions', 'a', new Uint8Array([1]))).rejects.toMatchObject({
      fault: { code: 'objects-unavailable', reason: expect.stringContaining('bucket does not exist') },
    })
    await objects.close()
  })
})
