import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Over the names and contents of the files of some folders, and over what else decides what is built. */
export async function recipeHash(dirs: readonly string[], ...others: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const dir of dirs) {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    for (const path of paths.sort()) {
      const content = await readFile(path)
      hash.update(`${relative(dir, path)}\0${content.length}\0`).update(content)
    }
  }
  for (const other of others) hash.update(`\0${other}`)
  return hash.digest('hex').slice(0, 16)
}
