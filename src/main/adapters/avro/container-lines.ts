import { promisify } from 'node:util'
import { inflateRaw, type ZlibOptions, type ZstdOptions, zstdDecompress } from 'node:zlib'
import { AvroSchema } from '@shared/model/dataset'
import { eventJson } from '@shared/model/event-json'
import { FaultError } from '@shared/model/fault'
import { Type } from 'avsc'
import { snappyUncompress } from 'hysnappy'
import { z } from 'zod'
import { avscType } from './avsc-type'
import { avroCodecs, HEADER_BYTES, writeHeader } from './codecs'

const CHECKSUM_BYTES = 4
const LINES_BYTES = 1 << 18
/** Writers make blocks of some 64 KiB; a damaged length must not fill the memory. */
const MOST_BLOCK_BYTES = 128 << 20
/** Mostly the schema. */
const MOST_HEADER_BYTES = 16 << 20
/** The only schema of a container. */
const ID = 1

const Sync = { type: 'fixed', name: 'Sync', size: 16 } as const
/** The file begins with this, in front of its blocks: Avro 1.12, object container files. */
const HEADER = Type.forSchema({
  type: 'record',
  name: 'Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
    { name: 'meta', type: { type: 'map', values: 'bytes' } },
    { name: 'sync', type: Sync },
  ],
})
const BLOCK = Type.forSchema({
  type: 'record',
  name: 'Block',
  fields: [
    { name: 'count', type: 'long' },
    { name: 'data', type: 'bytes' },
    { name: 'sync', type: Sync },
  ],
})

interface Header {
  readonly meta: Readonly<Record<string, Buffer | undefined>>
  readonly sync: Buffer
}
interface Block {
  readonly count: number
  readonly data: Buffer
  readonly sync: Buffer
}

type Unpack = (block: Buffer) => Promise<Buffer>

const [inflate, unzstd] = [
  promisify<Buffer, ZlibOptions, Buffer>(inflateRaw),
  promisify<Buffer, ZstdOptions, Buffer>(zstdDecompress),
]
const unpackers: Readonly<Record<string, Unpack>> = {
  null: async (block) => block,
  deflate: (block) => inflate(block, { maxOutputLength: MOST_BLOCK_BYTES }),
  zstandard: (block) => unzstd(block, { maxOutputLength: MOST_BLOCK_BYTES }),
  async snappy(block) {
    const packed = block.subarray(0, -CHECKSUM_BYTES)
    return Buffer.from(snappyUncompress(packed, snappyLength(packed)))
  },
}

/** The records of an Avro object container file as JSON lines. Throws with the reason when the file cannot be read, or ends too early. */
export async function* containerLines(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let waiting = Buffer.alloc(0)
  let header: Header | null = null
  let records: ReturnType<typeof recordReader> | null = null
  let unpack: Unpack = async (block) => block
  let lines = ''
  for await (const part of parts) {
    waiting = Buffer.concat([waiting, part])
    if (header === null || records === null) {
      const { value, offset } = HEADER.decode(waiting, 0)
      if (offset < 0 && waiting.length > MOST_HEADER_BYTES) throw new Error('its header is too large')
      if (offset < 0) continue
      header = value as Header
      records = recordReader(JSON.parse(String(header.meta['avro.schema'])))
      const codec = String(header.meta['avro.codec'] ?? 'null')
      const known = unpackers[codec]
      if (!known) throw new Error(`its blocks are packed with ${codec}, which Millrace does not read`)
      unpack = known
      waiting = waiting.subarray(offset)
    }
    for (;;) {
      const { value, offset } = BLOCK.decode(waiting, 0)
      if (offset < 0) break
      const { count, data, sync } = value as Block
      if (!sync.equals(header.sync)) throw new Error('a block does not end where it should')
      for (const line of records(await unpack(data), count)) {
        lines += `${line}\n`
        if (lines.length < LINES_BYTES) continue
        yield Buffer.from(lines)
        lines = ''
      }
      waiting = waiting.subarray(offset)
    }
    if (waiting.length > MOST_BLOCK_BYTES) throw new Error('a block is too large')
  }
  if (lines !== '') yield Buffer.from(lines)
  if (header === null || waiting.length > 0) throw new Error('its last block is not whole')
}

/** Reads the records of a block. One whose values cannot be read becomes a line that says why, which no dataset takes. */
function recordReader(json: unknown): (block: Buffer, count: number) => Generator<string> {
  const parsed = AvroSchema.safeParse(json)
  if (!parsed.success) throw new Error(`its schema cannot be used: ${z.prettifyError(parsed.error)}`)
  const schema = parsed.data
  const codec = avroCodecs.codec([{ id: ID, subject: '', version: 1, schema }])
  // A reader without fields passes over a record, whatever is in it.
  const nothing = Type.forSchema({ type: 'record', name: schema.name, fields: [] })
  const passing = nothing.createResolver(avscType(schema))
  return function* (block, count) {
    let at = 0
    for (let n = 0; n < count; n++) {
      const { offset } = nothing.decode(block, at, passing)
      if (offset < 0) throw new Error('a record is not whole')
      const bytes = Buffer.alloc(HEADER_BYTES + offset - at)
      writeHeader(bytes, ID, 0)
      block.copy(bytes, HEADER_BYTES, at, offset)
      at = offset
      try {
        yield JSON.stringify(eventJson(schema.fields, codec.decode(bytes)))
      } catch (thrown) {
        if (!(thrown instanceof FaultError && thrown.fault.code === 'event-invalid')) throw thrown
        yield thrown.fault.problem
      }
    }
  }
}

/** The length of the unpacked data, at the beginning of the packed: 7 bits in each byte, the lowest first. */
function snappyLength(packed: Uint8Array): number {
  let length = 0
  for (let i = 0; i < 5; i++) {
    const byte = packed[i] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80 && length <= MOST_BLOCK_BYTES) return length
  }
  throw new Error('a block is too large, or has no length')
}
