import { output } from '../command.ts'
import { ensureTools } from '../tools.ts'
import { cached } from './cache.ts'
import { recipeHash } from './recipe-hash.ts'
import { retried } from './retried.ts'

/** A folder with the program that `go install` builds from a package, statically linked. */
export async function goProgram(name: string, packageAtVersion: string): Promise<string> {
  const key = await recipeHash([], packageAtVersion, process.arch)
  return await cached(name, key, async (dir) => {
    await ensureTools('go')
    const env = { GOBIN: dir, CGO_ENABLED: '0', GOFLAGS: '' }
    const install = ['install', '-trimpath', '-ldflags=-s -w', packageAtVersion]
    await retried(packageAtVersion, () => output('go', install, { env }))
  })
}
