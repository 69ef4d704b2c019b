import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ReplayFiles } from '@main/ports/replay-files'
import { FaultError } from '@shared/model/fault'
import { fileFault } from './write-whole'

export function folderReplayFiles(dir: string): ReplayFiles {
  const pathOf = (id: string) => join(dir, basename(id))
  return {
    path: pathOf,
    async identity(path, signal) {
      const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw new FaultError({ code: 'replay-file-missing', file: path })
        throw new FaultError({ code: 'replay-file-unreadable', file: path, reason: error.message })
      })
      if (info.isDirectory()) {
        throw new FaultError({ code: 'replay-file-unreadable', file: path, reason: 'it is a directory' })
      }
      if (info.size === 0) throw new FaultError({ code: 'replay-file-empty', file: path })
      const hash = createHash('sha256')
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk)
      } catch (error) {
        if (signal?.aborted) throw error
        const reason = (error as Error).message
        throw new FaultError({ code: 'replay-file-unreadable', file: path, reason }, { cause: error })
      }
      return { identity: hash.digest('hex').slice(0, 32), bytes: info.size }
    },
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
          await file.write(part, 0, part.length, offset)
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
