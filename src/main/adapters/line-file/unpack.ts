import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { PassThrough, pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import unbzip2 from 'unbzip2-stream'
import { XzReadableStream } from 'xz-decompress'
import { containerLines } from '../avro/container-lines'

/** What text may be packed in; the records of an Avro container unpack to JSON lines. */
export type Compression = 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'avro'

const PART_BYTES = 1 << 18
/** One behind another: a file of nothing else would be read for hours, without a part after which it can be stopped. */
const MOST_EMPTY_FRAMES = 1_000

const MAGIC: Readonly<Record<Compression, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  bzip2: [0x42, 0x5a, 0x68],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  avro: [0x4f, 0x62, 0x6a, 0x01],
}

/** How the file with this beginning is compressed, or null. */
export function compressionOf(beginning: Uint8Array): Compression | null {
  for (const [name, magic] of Object.entries(MAGIC) as [Compression, readonly number[]][]) {
    if (magic.every((byte, i) => beginning[i] === byte)) return name
  }
  // A frame of zstd that a reader skips, as `pzstd` writes first.
  const [first = 0, ...rest] = beginning.subarray(0, 4)
  return first >> 4 === 5 && rest.join() === '42,77,24' ? 'zstd' : null
}

/**
 * The content of a file, or of bytes, part by part and in bounded memory. Throws when the compressed data is damaged or ends too
 * early.
 */
export async function* unpack(from: string | Uint8Array, compression: Compression): AsyncGenerator<Uint8Array> {
  if (compression === 'zstd') {
    yield* zstdFrames(from)
    return
  }
  const file = streamOf(from, 0)
  try {
    yield* unpackedParts(file, compression)
  } finally {
    file.destroy()
  }
}

function streamOf(from: string | Uint8Array, start: number): Readable {
  return typeof from === 'string'
    ? createReadStream(from, { highWaterMark: PART_BYTES, start })
    : Readable.from([from.subarray(start)])
}

/** Node ends after the first frame and ignores the others, which `pzstd` and appending write. */
async function* zstdFrames(from: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const end = typeof from === 'string' ? (await stat(from)).size : from.length
  let empty = 0
  for (let start = 0; start < end; ) {
    if (++empty > MOST_EMPTY_FRAMES) throw new Error('too many frames are empty')
    const file = streamOf(from, start)
    const frame = createZstdDecompress({ chunkSize: PART_BYTES })
    try {
      for await (const part of through(file, frame)) {
        empty = 0
        yield part
      }
    } finally {
      file.destroy()
    }
    if (frame.bytesWritten === 0) throw new Error('a frame is empty')
    start += frame.bytesWritten
  }
}

function unpackedParts(file: Readable, compression: Exclude<Compression, 'zstd'>): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'gzip':
      return through(file, createGunzip({ chunkSize: PART_BYTES }))
    case 'bzip2': {
      const parts = new PassThrough()
      const fail = (error: Error) => void parts.destroy(error)
      file.once('error', fail).pipe(unbzip2().once('error', fail)).pipe(parts)
      return parts
    }
    case 'xz':
      return new XzReadableStream(webStreamOf(file))
    case 'avro':
      return containerLines(file)
  }
}

/** An error of the file is one of the result; leaving the result ends the file. */
function through(
  file: Readable,
  unpacker: NodeJS.ReadWriteStream & AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  pipeline(file, unpacker, () => undefined)
  return unpacker
}

function webStreamOf(file: Readable): ReadableStream<Uint8Array> {
  const parts: AsyncIterator<Uint8Array> = file[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await parts.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: () => void file.destroy(),
  })
}
