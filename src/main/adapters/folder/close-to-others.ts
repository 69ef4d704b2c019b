import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const OTHERS = 0o077
const FOLDER = 0o700
const FILE = 0o600

/**
 * Keeps other users of the machine out of a data directory and of every file in it, where an older version of Millrace, a copy or an
 * archive let them in. Only a directory that is known to be Millrace's own may be given: every file below it changes. One that is
 * closed already is left alone, because what is made in it is made closed. Windows keeps the user's folder to the user by itself.
 */
export async function closeToOthers(dir: string): Promise<void> {
  if (process.platform === 'win32' || !(await isOpen(dir))) return
  // The root last: until then an interrupted start begins again.
  await closeInside(dir)
  await chmod(dir, FOLDER)
}

async function closeInside(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) await chmod(path, FOLDER).then(() => closeInside(path))
    // A link's target is another's, and a socket has no content.
    else if (entry.isFile() && (await isOpen(path))) await chmod(path, FILE)
  }
}

async function isOpen(path: string): Promise<boolean> {
  return ((await stat(path)).mode & OTHERS) !== 0
}
