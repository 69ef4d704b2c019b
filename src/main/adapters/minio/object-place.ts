import type { S3Address } from '@main/ports/cluster-addresses'
import { safeObjectName } from '@main/ports/safe-object-name'

/** Where an object of ours lies in S3: in a bucket of its dataset, or in one bucket for all, in a folder of its dataset. */
export interface ObjectPlaces {
  bucketOf(bucket: string): string
  /** Precedes each key of the bucket. */
  prefixOf(bucket: string): string
  keyOf(bucket: string, key: string): string
}

export function objectPlaces({ bucket: one, prefix = '' }: Pick<S3Address, 'bucket' | 'prefix'>): ObjectPlaces {
  const bucketOf = (bucket: string) => one ?? safeObjectName(bucket)
  const prefixOf = (bucket: string) => (one === undefined ? prefix : `${prefix}${safeObjectName(bucket)}/`)
  return { bucketOf, prefixOf, keyOf: (bucket, key) => `${prefixOf(bucket)}${safeObjectName(key)}` }
}
