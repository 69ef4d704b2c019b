import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './preload'

export interface SettableClock {
  readonly env: NodeJS.ProcessEnv
  /** From now on the clock shows this many seconds more than the machine's. */
  set(aheadSeconds: number): void
}

/** Processes with `env` have a wall clock that can be set while they run. */
export function settableClock(workDir: string): SettableClock {
  const library = compile('set-clock', workDir)
  const control = join(workDir, 'set-clock.control')
  writeFileSync(control, Buffer.alloc(8))
  return {
    env: { LD_PRELOAD: library, SET_CLOCK_CONTROL: control },
    set(aheadSeconds) {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(BigInt(Math.round(aheadSeconds)))
      const file = openSync(control, 'r+')
      writeSync(file, bytes, 0, bytes.length, 0)
      closeSync(file)
    },
  }
}
