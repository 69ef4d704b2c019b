/** Confluent's: magic byte 0, schema id as u32 big endian, then Avro binary. */
export const HEADER_BYTES = 5
const MAGIC = 0

export function writeHeader(bytes: Buffer, schemaId: number, at: number): void {
  bytes[at] = MAGIC
  bytes.writeUInt32BE(schemaId, at + 1)
}

/** The id of the schema that wrote the record, or in words why there is none. */
export function readHeader(bytes: Buffer): number | string {
  if (bytes.length < HEADER_BYTES) return `it ends after ${bytes.length} bytes, inside its header`
  if (bytes[0] !== MAGIC) return `its first byte is ${bytes[0]}, not the 0 of the Confluent wire format`
  return bytes.readUInt32BE(1)
}
