import { glob, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes empty table definitions. A full or failing disk leaves them when a table is created, and the engine refuses to open a directory
 * that contains one. No data is lost: the sink creates the table again. Do not call it while the engine uses the directory.
 */
export async function removeEmptyDefinitions(engineDir: string): Promise<void> {
  for await (const name of glob('store/*/*/*.sql', { cwd: engineDir })) {
    const file = join(engineDir, name)
    if ((await stat(file)).size === 0) await rm(file)
  }
}
