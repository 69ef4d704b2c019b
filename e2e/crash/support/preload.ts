import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Why a library that changes system calls cannot be loaded into the app here; null when it can. */
export function whyNoPreload(): string | null {
  if (process.platform !== 'linux') return 'only Linux preloads a library into every process'
  return spawnSync('cc', ['--version']).status === 0 ? null : 'there is no C compiler (cc)'
}

/** Compiles `<name>.c` in this folder, and returns the library's path. */
export function compile(name: string, workDir: string): string {
  const library = join(workDir, `${name}.so`)
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url))
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'])
  return library
}
