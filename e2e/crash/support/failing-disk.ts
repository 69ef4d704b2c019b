import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { compile } from './preload'

/** The fields are 32-bit numbers: writes, syncs, fails, error, failed. */
const FIELDS = 5
const FOR_EVER = 2 ** 31 - 1

export interface FailingDisk {
  readonly env: NodeJS.ProcessEnv
  /**
   * The n-th write or sync from now on fails, and the following ones up to `calls`; without `calls`, all of them until `mend`.
   */
  fail(what: 'writes' | 'syncs', nth: number, error: 'EIO' | 'EROFS', calls?: number): void
  mend(): void
  /** How many calls have failed so far. */
  failed(): number
}

/** Processes with `env` see a disk below `dir` whose calls can be made to fail. */
export function failingDisk(workDir: string, dir: string): FailingDisk {
  const library = compile('failing-disk', workDir)
  const control = join(workDir, 'failing-disk.control')
  writeFileSync(control, Buffer.alloc(FIELDS * 4))
  const put = (values: readonly number[]) => {
    const file = openSync(control, 'r+')
    const bytes = Buffer.alloc(4)
    // The counters last: writing them activates the failures.
    for (const [field, value] of [...values.entries()].reverse()) {
      bytes.writeInt32LE(value)
      writeSync(file, bytes, 0, 4, field * 4)
    }
    closeSync(file)
  }
  return {
    env: { LD_PRELOAD: library, FAILING_DISK_CONTROL: control, FAILING_DISK_DIR: dir },
    fail(what, nth, error, calls = FOR_EVER) {
      put([what === 'writes' ? nth : 0, what === 'syncs' ? nth : 0, calls, constants.errno[error]])
    },
    mend: () => put([0, 0, 0, 0]),
    failed() {
      const file = openSync(control, 'r')
      const bytes = Buffer.alloc(4)
      readSync(file, bytes, 0, 4, 16)
      closeSync(file)
      return bytes.readInt32LE()
    },
  }
}
