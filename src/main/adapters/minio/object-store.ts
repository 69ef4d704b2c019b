import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Address } from '@main/ports/cluster-addresses'
import type { ObjectInfo, ObjectStore } from '@main/ports/object-store'
import { FaultError } from '@shared/model/fault'
import { openS3Client } from './client'
import { encryptionHeaders } from './encryption-headers'
import { objectPlaces } from './object-place'
import { diskFault, isMissing, isPassing, objectStoreFault, s3Code } from './object-store-fault'

/** Every request is safe to repeat: it puts, gets or removes a whole object. */
const PAUSES_MS = [200, 600]

/** Any S3 service. The bucket of a dataset is created with its first object; one bucket for all must exist. */
export function openS3ObjectStore(address: S3Address): ObjectStore & { close(): Promise<void> } {
  const { client, transport } = openS3Client(address)
  const { bucketOf, prefixOf, keyOf } = objectPlaces(address)
  const sent = encryptionHeaders(address.encryption)

  const faulty = async <T>(work: () => Promise<T>): Promise<T> => {
    for (const pause of PAUSES_MS) {
      try {
        return await work()
      } catch (thrown) {
        if (!isPassing(thrown) || transport.closed) throw objectStoreFault(thrown, address.url)
        await sleep(pause)
      }
    }
    return work().catch((thrown) => {
      throw objectStoreFault(thrown, address.url)
    })
  }

  /** Only a bucket of a dataset: one for all must exist. */
  const makeBucket = async (bucket: string, because: unknown) => {
    if (s3Code(because) !== 'NoSuchBucket' || address.bucket !== undefined) throw because
    try {
      await client.makeBucket(bucket)
    } catch (thrown) {
      // Another process was faster.
      if (!['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes(s3Code(thrown))) throw thrown
    }
  }

  return {
    async put(bucket, key, body) {
      const [into, as] = [bucketOf(bucket), keyOf(bucket, key)]
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
      await faulty(async () => {
        try {
          await client.putObject(into, as, bytes, bytes.length, sent)
        } catch (thrown) {
          await makeBucket(into, thrown)
          await client.putObject(into, as, bytes, bytes.length, sent)
        }
      })
    },
    async putFile(bucket, key, path) {
      const [into, as] = [bucketOf(bucket), keyOf(bucket, key)]
      await faulty(async () => {
        try {
          await client.fPutObject(into, as, path, { ...sent })
        } catch (thrown) {
          await makeBucket(into, thrown)
          await client.fPutObject(into, as, path, { ...sent })
        }
      })
    },
    async get(bucket, key) {
      const [from, as] = [bucketOf(bucket), keyOf(bucket, key)]
      const body = await faulty(() => orNull(async () => whole(await client.getObject(from, as))))
      if (!body) throw missing(bucket, key)
      return body
    },
    async getToFile(bucket, key, path) {
      const [from, as] = [bucketOf(bucket), keyOf(bucket, key)]
      const there = await faulty(() =>
        orNull(async () => {
          const object = await client.getObject(from, as)
          try {
            const file = await open(path, 'w')
            await pipeline(object, file.createWriteStream())
          } catch (thrown) {
            object.destroy()
            throw diskFault(thrown, path)
          }
          return true
        }),
      )
      if (!there) throw missing(bucket, key)
    },
    async getPart(bucket, key, offset, length) {
      const [from, as] = [bucketOf(bucket), keyOf(bucket, key)]
      const size = await faulty(() => orNull(async () => (await client.statObject(from, as)).size))
      if (size === null) throw missing(bucket, key)
      const bytes = Math.min(length, size - offset)
      // An empty range, or one past the end, is an error in S3.
      if (bytes <= 0) return new Uint8Array()
      const part = await faulty(() => orNull(async () => whole(await client.getPartialObject(from, as, offset, bytes))))
      if (!part) throw missing(bucket, key)
      return part
    },
    async head(bucket, key) {
      const [from, as] = [bucketOf(bucket), keyOf(bucket, key)]
      const found = await faulty(() => orNull(() => client.statObject(from, as)))
      return found && { key, bytes: found.size, modifiedAt: found.lastModified.getTime() }
    },
    async list(bucket, prefix = '') {
      const [from, before] = [bucketOf(bucket), prefixOf(bucket)]
      const infos = await faulty(() =>
        orNull(async () => {
          const found: ObjectInfo[] = []
          for await (const item of client.listObjectsV2(from, `${before}${prefix}`, true)) {
            if (item.name === undefined) continue
            const key = item.name.slice(before.length)
            // A folder's own mark.
            if (key === '' || key.endsWith('/')) continue
            found.push({ key, bytes: item.size, modifiedAt: item.lastModified?.getTime() ?? 0 })
          }
          return found
        }),
      )
      return (infos ?? []).sort((a, b) => (a.key < b.key ? -1 : 1))
    },
    async remove(bucket, key) {
      const [from, as] = [bucketOf(bucket), keyOf(bucket, key)]
      await faulty(() => orNull(() => client.removeObject(from, as)))
    },
    close: async () => transport.close(),
  }
}

function missing(bucket: string, key: string): FaultError {
  return new FaultError({ code: 'object-missing', key: `${bucket}/${key}` })
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (thrown) {
    if (isMissing(thrown)) return null
    throw thrown
  }
}

/** In its own memory: the reader may transfer it to another thread. */
async function whole(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  const result = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    result.set(chunk, at)
    at += chunk.length
  }
  return result
}
