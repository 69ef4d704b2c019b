import { existsSync } from 'node:fs'
import { access, chmod, constants, mkdir, readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { folderDocuments } from './json-documents'

const FORMAT = 1
const DOCUMENT = 'millrace.json'

/** The default folder of the data. The same for the window and the command line. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (env.MILLRACE_DATA_DIR) return env.MILLRACE_DATA_DIR
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Millrace')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Millrace')
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'millrace')
}

/** Creates the directory, or checks that it can be used. Throws `data-dir-not-writable`, `data-dir-newer`, `disk-full`. */
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
 * Removes other users' access to a data directory and every file in it, which an older version of Millrace, a copy or an archive may have
 * allowed. Call it only for a directory that is known to be Millrace's own, because every file below it changes. A directory that is
 * already closed is skipped, because files created in it are closed too. On Windows, the user's folder is already private.
 */
export async function closeToOthers(dir: string): Promise<void> {
  if (process.platform === 'win32' || !(await isOpen(dir))) return
  // The root last: an interrupted run then starts again.
  await closeInside(dir)
  await chmod(dir, FOLDER)
}

async function closeInside(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) await chmod(path, FOLDER).then(() => closeInside(path))
    // A link's target belongs to someone else, and a socket has no content.
    else if (entry.isFile() && (await isOpen(path))) await chmod(path, FILE)
  }
}

async function isOpen(path: string): Promise<boolean> {
  return ((await stat(path)).mode & OTHERS) !== 0
}
