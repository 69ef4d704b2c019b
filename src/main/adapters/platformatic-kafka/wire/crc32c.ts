import { crc32c as checksum, Writer } from '@platformatic/kafka'

/** CRC-32C (Castagnoli), the checksum of Kafka's record batches. zlib has only the other one. */
export function crc32c(bytes: Buffer, from: number, to: number): number {
  // Within a writer's buffer, the library takes the bytes where they are; a bare buffer it copies first.
  return checksum(Writer.create().append(bytes.subarray(from, to)).dynamicBuffer)
}
