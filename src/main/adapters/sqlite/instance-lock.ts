import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { isBusy, sqliteFault } from './sqlite-fault'

const Holder = z.object({ pid: z.number(), url: z.string().nullable() })
type Holder = z.infer<typeof Holder>

/** The holder writes its file right after it takes the lock: until then the file is missing, or comes from a killed holder. */
const HOLDER_WAIT_MS = 1_000
const POLL_MS = 20

export interface InstanceLock {
  /** Shows a second instance where to find the first one. */
  announce(url: string): void
  release(): void
}

/**
 * Locks the data directory for this process, or throws `data-dir-in-use`. The operating system releases the lock when the process ends in
 * any way.
 */
export async function lockDataDir(dir: string): Promise<InstanceLock> {
  const holderFile = join(dir, 'instance.json')
  const database = new DatabaseSync(join(dir, 'instance.lock'), { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw sqliteFault(cause, join(dir, 'instance.lock'))
    const holder = await findHolder(holderFile)
    throw new FaultError({ code: 'data-dir-in-use', dir, ...holder }, { cause })
  }
  const write = (url: string | null) => writeFileSync(holderFile, JSON.stringify({ pid: process.pid, url }))
  write(null)
  return {
    announce: write,
    release() {
      rmSync(holderFile, { force: true })
      database.close()
    },
  }
}

async function findHolder(file: string): Promise<Holder | { pid: null; url: null }> {
  const deadline = performance.now() + HOLDER_WAIT_MS
  for (;;) {
    const holder = readHolder(file)
    if (holder && isAlive(holder.pid)) return holder
    // The holder's name is optional: it is already known that the lock is held.
    if (performance.now() > deadline) return { pid: null, url: null }
    await sleep(POLL_MS)
  }
}

function readHolder(file: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Signalling another user's process is not allowed, but the process exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
