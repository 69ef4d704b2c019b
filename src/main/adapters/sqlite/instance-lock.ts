import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { isBusy, sqliteFault } from './faults'

const Holder = z.object({ pid: z.number(), url: z.string().nullable() })

export interface InstanceLock {
  /** Tells a second instance where the first can be found. */
  announce(url: string): void
  release(): void
}

/**
 * Takes the data directory for this process, or throws `data-dir-in-use`. The operating system gives the lock back when the
 * process ends, however it ends.
 */
export function lockDataDir(dir: string): InstanceLock {
  const holderFile = join(dir, 'instance.json')
  const database = new DatabaseSync(join(dir, 'instance.lock'), { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw sqliteFault(cause, join(dir, 'instance.lock'))
    throw new FaultError({ code: 'data-dir-in-use', dir, ...readHolder(holderFile) }, { cause })
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

function readHolder(file: string): { pid: number | null; url: string | null } {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Who holds it is a courtesy: that it is held is known already.
    return { pid: null, url: null }
  }
}
