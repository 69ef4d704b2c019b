import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import { openFlowOn } from './open-flow'

const BATCH = 10_000

/** The committed records that Kafka holds of a topic, read one by one. */
export async function countRecords(addresses: ClusterAddresses, topic: string): Promise<number> {
  const flow = await openFlowOn(addresses)
  try {
    const { log } = flow.ports
    const { start, end } = await log.offsets(topic)
    let next: readonly number[] = start
    let count = 0
    while (next.some((offset, partition) => offset < (end[partition] ?? 0))) {
      const read = await log.read(topic, next, BATCH)
      count += read.records.length
      next = read.next
    }
    return count
  } finally {
    await flow.close()
  }
}

/** The events that the reports in S3 count, over all windows. */
export async function countReported(addresses: ClusterAddresses, bucket: string): Promise<number> {
  const objects = openS3ObjectStore(addresses.objects)
  try {
    let count = 0
    for (const { key } of await objects.list(bucket)) {
      if (!/^[\d_-]+\.json$/.test(key)) continue
      count += JSON.parse(new TextDecoder().decode(await objects.get(bucket, key))).report.total_events
    }
    return count
  } finally {
    await objects.close()
  }
}
