import { openS3Client } from '@main/adapters/minio/client'
import { s3Probe } from '@main/adapters/minio/s3-probe'
import { ask } from '@main/adapters/network-probe/http-request'
import type { S3Address } from '@main/ports/cluster-addresses'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { checkDate } from './clock-skew'
import { reachServer } from './http-login'
import type { Steps } from './steps'

/** Clock, and an object put, read and removed in each bucket; a read-only environment only lists. */
export async function testS3(
  steps: Steps,
  s3: S3Address,
  datasets: readonly Dataset[],
  readOnly: boolean,
): Promise<void> {
  await reachServer(steps, s3)
  await steps.run('clock', s3.url, async (signal) => checkDate(await ask({ url: s3.url, tls: s3.tls }, signal)))
  const { client, transport } = openS3Client(s3)
  try {
    const buckets = s3.bucket === undefined ? datasets.map(({ name }) => bucketOf(name)) : [s3.bucket]
    for (const bucket of buckets) await testBucket(steps, s3, client, bucket, readOnly)
  } finally {
    transport.close()
  }
}

async function testBucket(
  steps: Steps,
  s3: S3Address,
  client: Parameters<typeof s3Probe>[0],
  bucket: string,
  readOnly: boolean,
): Promise<void> {
  const probe = s3Probe(client, s3, bucket)
  const found = await steps.run(
    'login',
    `bucket ${bucket}`,
    () => probe.list(),
    (found) => found ?? 'does not exist yet; Millrace creates it with the first report',
  )
  if (readOnly || found === null) return
  await steps.run('permission', `put into ${bucket}`, () => probe.put())
  try {
    await steps.run('round-trip', `read back from ${bucket}`, () => probe.get())
  } finally {
    await steps.run('permission', `remove from ${bucket}`, () => probe.remove())
  }
}
