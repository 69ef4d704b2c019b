import { FaultError } from '@shared/model/fault'
import type { ObjectInfo, ObjectStore } from '../object-store'

/** Objects in memory, for tests. `files` are those that `putFile` and `getToFile` name. */
export function createMemoryObjectStore(files: Map<string, Uint8Array>): ObjectStore {
  const buckets = new Map<string, Map<string, Uint8Array>>()
  const bucketOf = (name: string) => {
    const bucket = buckets.get(name) ?? new Map<string, Uint8Array>()
    buckets.set(name, bucket)
    return bucket
  }
  const bodyOf = (bucket: string, key: string): Uint8Array => {
    const body = bucketOf(bucket).get(key)
    if (!body) throw new FaultError({ code: 'object-missing', key })
    return body
  }
  const infoOf = (key: string, body: Uint8Array): ObjectInfo => ({ key, bytes: body.length, modifiedAt: 0 })
  return {
    put: async (bucket, key, body) => void bucketOf(bucket).set(key, body),
    putFile: async (bucket, key, path) => void bucketOf(bucket).set(key, files.get(path) ?? new Uint8Array()),
    get: async (bucket, key) => bodyOf(bucket, key),
    getToFile: async (bucket, key, path) => void files.set(path, bodyOf(bucket, key)),
    getPart: async (bucket, key, offset, length) => bodyOf(bucket, key).subarray(offset, offset + length),
    async head(bucket, key) {
      const body = bucketOf(bucket).get(key)
      return body ? infoOf(key, body) : null
    },
    list: async (bucket, prefix = '') =>
      [...bucketOf(bucket)]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, body]) => infoOf(key, body))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    remove: async (bucket, key) => void bucketOf(bucket).delete(key),
  }
}
