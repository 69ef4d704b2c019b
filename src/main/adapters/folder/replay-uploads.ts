import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ReplayUploads } from '@main/ports/replay-uploads'
import { FaultError } from '@shared/model/fault'
import { fileFault } from './write-atomically'

export function folderReplayUploads(dir: string): ReplayUploads {
  const pathOf = (id: string) => join(dir, basename(id))
  return {
    path: pathOf,
    async writePart(id, offset, part) {
      try {
        await mkdir(dir, { recursive: true })
        const file = await open(pathOf(id), offset === 0 ? 'w' : 'r+')
        try {
          const { size } = await file.stat()
          if (size !== offset) {
            const reason = `a part for byte ${offset} came when the file had ${size}`
            throw new FaultError({ code: 'upload-broken', file: id, reason })
          }
          await writeAll(file, part, offset)
          return offset + part.length
        } finally {
          await file.close()
        }
      } catch (error) {
        throw fileFault(error, dir)
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    async keepOnly(ids) {
      const kept = new Set(ids)
      const names = await readdir(dir).catch(() => [])
      await Promise.all(names.filter((name) => !kept.has(name)).map((name) => rm(pathOf(name), { force: true })))
    },
  }
}

/** A disk that fills up accepts some of the bytes, and reports the error only at the next write. */
async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}
