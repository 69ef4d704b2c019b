import { glob, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes definitions of tables that are empty: a disk that was full or failed leaves them when a table is made, and the engine refuses to
 * open a directory that holds one. Nothing of the table is lost with it: the sink makes it again. Not while the engine has the directory.
 */
export async function removeEmptyDefinitions(engineDir: string): Promise<void> {
  for await (const name of glob('store/*/*/*.sql', { cwd: engineDir })) {
    const file = join(engineDir, name)
    if ((await stat(file)).size === 0) await rm(file)
  }
}
