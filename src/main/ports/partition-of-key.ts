const SEED = 0x9747b28c
const M = 0x5bd1e995

/**
 * The partition of a key, chosen like Kafka's default partitioner: records keep their partitions when a dataset moves between the embedded
 * log and Kafka.
 */
export function partitionOfKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitions
}

/** MurmurHash2, 32 bit, with Kafka's seed (org.apache.kafka.common.utils.Utils). A signed integer, as in Java. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length
  let h = SEED ^ length
  let i = 0
  for (; i + 4 <= length; i += 4) {
    let k =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24)
    k = Math.imul(k, M)
    k ^= k >>> 24
    h = Math.imul(h, M) ^ Math.imul(k, M)
  }
  const left = length - i
  if (left === 3) h ^= (bytes[i + 2] as number) << 16
  if (left >= 2) h ^= (bytes[i + 1] as number) << 8
  if (left >= 1) h = Math.imul(h ^ (bytes[i] as number), M)
  h ^= h >>> 13
  h = Math.imul(h, M)
  return h ^ (h >>> 15)
}
