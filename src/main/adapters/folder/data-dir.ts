import { existsSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { closeToOthers } from './close-to-others'
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
