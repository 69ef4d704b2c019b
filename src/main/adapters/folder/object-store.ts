import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { plainName } from '@main/ports/object-name'
import type { ObjectInfo, ObjectStore } from '@main/ports/object-store'
import { FaultError } from '@shared/model/fault'
import { fileFault, PARTIAL, syncDirectory, writeWhole } from './write-whole'

/** A bucket is a folder of `dir`, an object a file in it. */
export function folderObjectStore(dir: string): ObjectStore {
  const prepared = new Map<string, Promise<void>>()

  /** Makes the bucket, and clears away what a crash in the middle of a `put` left in it. Once per bucket, before the first put. */
  const prepare = (bucket: string): Promise<void> => {
    const before = prepared.get(bucket)
    if (before) return before
    const folder = bucketPath(dir, bucket)
    const preparing = (async () => {
      await mkdir(folder, { recursive: true })
      await syncDirectory(dir)
      const partial = (await readdir(folder)).filter((name) => name.endsWith(PARTIAL))
      await Promise.all(partial.map((name) => rm(join(folder, name), { force: true })))
    })().catch((error) => {
      prepared.delete(bucket)
      throw fileFault(error, folder)
    })
    prepared.set(bucket, preparing)
    return preparing
  }

  return {
    async put(bucket, key, body) {
      const path = objectPath(dir, bucket, key)
      await prepare(bucket)
      await writeWhole(path, body)
    },
    async get(bucket, key) {
      return readFile(objectPath(dir, bucket, key)).catch((error: NodeJS.ErrnoException) => {
        if (isMissing(error))
          throw new FaultError({ code: 'object-missing', key: `${bucket}/${key}` }, { cause: error })
        throw fileFault(error, dir)
      })
    },
    head: (bucket, key) => infoOf(objectPath(dir, bucket, key)),
    async list(bucket, prefix = '') {
      const folder = bucketPath(dir, bucket)
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
        if (isMissing(error)) return []
        throw fileFault(error, folder)
      })
      const keys = entries
        .filter((entry) => entry.isFile() && entry.name.startsWith(prefix) && !entry.name.endsWith(PARTIAL))
        .map((entry) => entry.name)
      const infos = await Promise.all(keys.sort().map((key) => infoOf(join(folder, key))))
      return infos.filter((info) => info !== null)
    },
    async remove(bucket, key) {
      await rm(objectPath(dir, bucket, key), { force: true }).catch((error) => {
        throw fileFault(error, dir)
      })
    },
  }
}

async function infoOf(path: string): Promise<ObjectInfo | null> {
  try {
    const info = await stat(path)
    return { key: basename(path), bytes: info.size, modifiedAt: Math.floor(info.mtimeMs) }
  } catch (error) {
    if (isMissing(error as NodeJS.ErrnoException)) return null
    throw fileFault(error, path)
  }
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOENT' || error.code === 'ENOTDIR'
}

function bucketPath(dir: string, bucket: string): string {
  return join(dir, plain(bucket))
}

function objectPath(dir: string, bucket: string, key: string): string {
  return join(dir, plain(bucket), plain(key))
}

function plain(name: string): string {
  if (name.endsWith(PARTIAL)) throw new Error(`the name is kept for what is being written: ${JSON.stringify(name)}`)
  return plainName(name)
}
