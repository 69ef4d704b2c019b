import { constants, copyFile, link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ObjectInfo, ObjectStore } from '@main/ports/object-store'
import { safeObjectName } from '@main/ports/safe-object-name'
import { FaultError } from '@shared/model/fault'
import { fileFault, moveAtomically, PARTIAL, syncDirectory, writeAtomically } from './write-atomically'

/** A bucket is a folder of `dir`, an object a file in it. */
export function folderObjectStore(dir: string): ObjectStore {
  const prepared = new Map<string, Promise<void>>()

  /** Creates the bucket, and removes the leftovers of a crash during a `put`. Once per bucket, before the first put. */
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

  const found = async <T>(bucket: string, key: string, read: (path: string) => Promise<T>): Promise<T> => {
    try {
      return await read(objectPath(dir, bucket, key))
    } catch (error) {
      if (!isMissing(error as NodeJS.ErrnoException)) throw fileFault(error, dir)
      throw new FaultError({ code: 'object-missing', key: `${bucket}/${key}` }, { cause: error })
    }
  }

  return {
    async put(bucket, key, body) {
      const path = objectPath(dir, bucket, key)
      await prepare(bucket)
      await writeAtomically(path, body)
    },
    async putFile(bucket, key, path) {
      const object = objectPath(dir, bucket, key)
      await prepare(bucket)
      await moveAtomically(path, object)
    },
    get: (bucket, key) => found(bucket, key, (path) => readFile(path)),
    getToFile: (bucket, key, to) => found(bucket, key, (path) => snapshot(path, to)),
    getPart: (bucket, key, offset, length) => found(bucket, key, (path) => readPart(path, offset, length)),
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

/** A hard link costs nothing, and does not change when the object is replaced. Not every file system supports it. */
async function snapshot(path: string, to: string): Promise<void> {
  try {
    await link(path, to)
  } catch (error) {
    if (isMissing(error as NodeJS.ErrnoException)) throw error
    await copyFile(path, to, constants.COPYFILE_FICLONE)
  }
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset)
    return bytes.subarray(0, bytesRead)
  } finally {
    await file.close()
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
  if (name.endsWith(PARTIAL)) throw new Error(`the name is reserved for files being written: ${JSON.stringify(name)}`)
  return safeObjectName(name)
}
