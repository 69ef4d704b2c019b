import type { Fault } from '@shared/model/fault'

const BUILT_FOR = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'])

/** Why the embedded store cannot run on this machine, or null when it can: there is no chDB build for Windows or musl. */
export function chdbSupport(): Fault | null {
  const name = `${process.platform}-${process.arch}`
  if (!BUILT_FOR.has(name)) return { code: 'store-unsupported', platform: name }
  if (process.platform === 'linux' && !hasGlibc()) return { code: 'store-unsupported', platform: `${name} with musl` }
  return null
}

function hasGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime !== undefined
}
