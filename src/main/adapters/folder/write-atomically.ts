import { randomUUID } from 'node:crypto'
import { copyFile, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FaultError } from '@shared/model/fault'

/** The extension of temporary files; a crash may leave some behind. */
export const PARTIAL = '.partial'

/**
 * Writes a file atomically: readers see the old file or the new one, never a part. It survives a power cut once this resolves, because the
 * directory entry is synced too. Throws `disk-full`, `disk-error`, `data-dir-not-writable`.
 */
export async function writeAtomically(path: string, body: Uint8Array, mode?: number): Promise<void> {
  await replaceAtomically(path, async (partial) => {
    const file = await open(partial, 'wx', mode)
    try {
      await file.writeFile(body)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** Like `writeAtomically`, for an existing file; it is moved, or copied when it is on another disk. */
export async function moveAtomically(from: string, path: string): Promise<void> {
  await replaceAtomically(path, async (partial) => {
    await rename(from, partial).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error
      await copyFile(from, partial)
    })
    const file = await open(partial, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** `make` writes a synced file at the given path; only then is the file renamed to its final name. */
export async function replaceAtomically(path: string, make: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}${PARTIAL}`
  try {
    await make(partial)
    await rename(partial, path)
    await syncDirectory(dirname(path))
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw fileFault(error, dirname(path))
  }
}

export async function syncDirectory(dir: string): Promise<void> {
  // Windows cannot open a directory; NTFS journals the entry automatically.
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function fileFault(error: unknown, dir: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return new FaultError({ code: 'disk-full', dir }, { cause: error })
  if (code === 'EIO') return new FaultError({ code: 'disk-error', dir, reason: code }, { cause: error })
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new FaultError({ code: 'data-dir-not-writable', dir, reason: code }, { cause: error })
  }
  return error
}
