import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { TempFiles } from '@main/ports/temp-files'
import { fileFault } from './write-atomically'

const CHUNK = 1_048_576

/** Temporary files in their own folder, which is emptied first: only one process may use it. Throws `disk-full`. */
export async function openTempFiles(dir: string): Promise<TempFiles> {
  try {
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir, { recursive: true })
  } catch (thrown) {
    throw fileFault(thrown, dir)
  }
  return {
    async use(work) {
      const path = join(dir, randomUUID())
      try {
        return await work(path)
      } catch (thrown) {
        throw fileFault(thrown, dir)
      } finally {
        await rm(path, { force: true }).catch(() => undefined)
      }
    },
    async write(path, chunks) {
      try {
        // Opened first: a stream that opens the file by itself may create it after `use` has removed it.
        const file = await open(path, 'w')
        await pipeline(chunks, file.createWriteStream({ highWaterMark: CHUNK }))
      } catch (thrown) {
        throw fileFault(thrown, dir)
      }
    },
  }
}
