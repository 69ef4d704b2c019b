import { existsSync } from 'node:fs'
import { access, chmod, constants, mkdir, readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { folderDocuments } from './documents'

const FORMAT = 1
const DOCUMENT = 'millrace.json'

/** Where the data lives unless the user says otherwise. The same for the window and the command line. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (env.MILLRACE_DATA_DIR) return env.MILLRACE_DATA_DIR
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Millrace')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Millrace')
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'millrace')
}

/** Makes the directory, or makes sure that it can be used. Throws `data-dir-not-writable`, `data-dir-newer`, `disk-full`. */
export async function openDataDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new FaultError({ code: 'data-dir-not-writable', dir, reason }, { cause: error })
  }
  const documents = folderDocuments(dir)
  const kept = z.object({ format: z.number() }).safeParse((await documents.read(DOCUMENT)) ?? { format: FORMAT })
  const found = kept.success ? kept.data.format : FORMAT
  if (found > FORMAT) throw new FaultError({ code: 'data-dir-newer', dir, found, supported: FORMAT })
  if (kept.success && existsSync(documents.path(DOCUMENT))) await closeToOthers(dir)
  await documents.write(DOCUMENT, { format: FORMAT })
}

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
