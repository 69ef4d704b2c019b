import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryDir } from '../../support/millrace'

const CHUNK = Buffer.alloc(1_000_000)

/** A disk of its own, in memory. */
export interface OwnDisk {
  readonly dir: string
  /** To the last byte. */
  fill(): Promise<void>
  /** Removes what `fill` wrote. */
  empty(): Promise<void>
  /** False while something writes to it. */
  makeReadOnly(): boolean
  makeWritable(): void
  remove(): Promise<void>
}

/** Call `whyNoOwnDisk` first. */
export async function mountOwnDisk(bytes: number): Promise<OwnDisk> {
  const temp = await temporaryDir()
  const dir = join(temp.dir, 'disk')
  const filler = join(dir, 'filler')
  await mkdir(dir)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', dir])
  return {
    dir,
    async fill() {
      for (let chunk = CHUNK; chunk.length > 0; ) {
        await writeFile(filler, chunk, { flag: 'a' }).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOSPC') throw error
          chunk = chunk.subarray(0, Math.floor(chunk.length / 2))
        })
      }
    },
    empty: () => rm(filler, { force: true }),
    makeReadOnly: () => spawnSync('mount', ['-o', 'remount,ro', dir]).status === 0,
    makeWritable: () => void execFileSync('mount', ['-o', 'remount,rw', dir]),
    async remove() {
      execFileSync('umount', ['--lazy', dir])
      await temp.remove()
    },
  }
}

/** Null where a disk can be mounted. */
export async function whyNoOwnDisk(): Promise<string | null> {
  if (process.platform !== 'linux') return 'only Linux has tmpfs'
  if (process.getuid?.() !== 0) return 'only root may mount one'
  const tried = await temporaryDir()
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', tried.dir], { stdio: 'pipe' })
    execFileSync('umount', [tried.dir])
    return null
  } catch {
    return 'this container may not mount one'
  } finally {
    await tried.remove()
  }
}
