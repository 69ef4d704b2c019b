import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FilePlace, FollowedFiles } from '@main/ports/followed-files'
import { hash, identityOf } from './content-identity'
import { faultOf, fileIdOf, inspect, parts, unreadable } from './file-text'

const LF = 10

export const followedFiles: FollowedFiles = {
  place,
  findRenamed,
  findNext,
  async wholeLines(path, known, signal) {
    const empty = { bytes: 0, identity: identityOf(hash()) }
    if ((await place(path))?.bytes === 0) {
      return { ...empty, all: empty, knownIdentity: known === 0 ? empty.identity : null }
    }
    const { compression } = await inspect(path)
    if (compression !== null) {
      const what = compression === 'avro' ? 'an Avro container' : `compressed with ${compression}`
      throw unreadable(path, `it is ${what}, so it cannot be followed`)
    }
    const all = hash()
    let bytes = 0
    let whole = empty
    let knownIdentity = known === 0 ? whole.identity : null
    const add = (part: Uint8Array) => {
      const missing = known - bytes
      if (missing > 0 && missing <= part.length) {
        knownIdentity = identityOf(all.update(part.subarray(0, missing)))
        all.update(part.subarray(missing))
      } else all.update(part)
      bytes += part.length
    }
    for await (const part of parts(path, 0, Number.POSITIVE_INFINITY, signal)) {
      const end = part.lastIndexOf(LF) + 1
      add(part.subarray(0, end))
      if (end > 0) whole = { bytes, identity: identityOf(all) }
      add(part.subarray(end))
    }
    signal.throwIfAborted()
    return { ...whole, knownIdentity, all: { bytes, identity: identityOf(all) } }
  },
}

async function place(path: string): Promise<FilePlace | null> {
  try {
    const info = await stat(path)
    return { fileId: fileIdOf(info), born: info.birthtimeMs, bytes: info.size }
  } catch (thrown) {
    const fault = faultOf(path, thrown)
    if (fault.fault.code === 'replay-file-missing') return null
    throw fault
  }
}

async function findRenamed(path: string, fileId: string): Promise<string | null> {
  return (await beside(path)).find((one) => one.fileId === fileId)?.path ?? null
}

async function findNext(path: string, fileId: string, time: number) {
  const later = (await beside(path)).filter(
    (one) => basename(one.path).startsWith(basename(path)) && one.fileId !== fileId && one.born > time && one.bytes > 0,
  )
  for (const one of later.sort((a, b) => a.born - b.born)) {
    const isPlain = await inspect(one.path).then(
      ({ compression }) => compression === null,
      () => false,
    )
    if (isPlain) return one
  }
  return null
}

/** The files of the folder. A folder that was removed has none. */
async function beside(path: string): Promise<(FilePlace & { readonly path: string })[]> {
  const found: (FilePlace & { readonly path: string })[] = []
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    const one = join(dirname(path), name)
    const at = await place(one).catch(() => null)
    if (at) found.push({ ...at, path: one })
  }
  return found
}
