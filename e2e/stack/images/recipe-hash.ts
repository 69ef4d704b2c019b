import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** A hash of the names and contents of some files and folders, and of the other inputs of the build. */
export async function recipeHash(paths: readonly string[], ...others: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      const content = await readFile(file)
      hash.update(`${relative(path, file)}\0${content.length}\0`).update(content)
    }
  }
  for (const other of others) hash.update(`\0${other}`)
  return hash.digest('hex').slice(0, 16)
}

async function filesIn(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
