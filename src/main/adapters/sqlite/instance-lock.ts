import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { isBusy, sqliteFault } from './faults'

const Holder = z.object({ pid: z.number(), url: z.string().nullable() })
type Holder = z.infer<typeof Holder>

/** The holder writes its file right after it has taken the lock: until then there is none, or that of a holder that was killed. */
const HOLDER_WAIT_MS = 1_000
const LOOK_MS = 20

export interface InstanceLock {
  /** Tells a second instance where the first can be found. */
  announce(url: string): void
  release(): void
}

/**
 * Takes the data directory for this process, or throws `data-dir-in-use`. The operating system gives the lock back when the
 * process ends, however it ends.
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
    // Who holds it is a courtesy: that it is held is known already.
    if (performance.now() > deadline) return { pid: null, url: null }
    await sleep(LOOK_MS)
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
    // Another user's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
