import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Outside the repository, so that a fresh clone downloads and compiles nothing twice. */
const CACHE = process.env.MILLRACE_STACK_CACHE ?? join(homedir(), '.cache', 'millrace-stack')

/** A folder that `make` fills once for each name and key; other code never sees a half-filled one. */
export async function cached(name: string, key: string, make: (dir: string) => Promise<void>): Promise<string> {
  const dir = join(CACHE, `${name}-${key}`)
  if (existsSync(dir)) return dir
  await mkdir(CACHE, { recursive: true })
  const filling = await mkdtemp(join(CACHE, `.${name}-`))
  try {
    await make(filling)
    await rename(filling, dir).catch((thrown: NodeJS.ErrnoException) => {
      // Another run was faster.
      if (thrown.code !== 'ENOTEMPTY' && thrown.code !== 'EEXIST') throw thrown
    })
  } finally {
    await rm(filling, { recursive: true, force: true })
  }
  return dir
}
