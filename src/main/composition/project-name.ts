import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { defaultDataDir } from '../adapters/folder/data-dir'

/**
 * The Compose project of a data directory. The default directory has the compose file's own name, so that `docker compose` in the
 * compose folder means the same containers. Every other directory has its own project, so that two instances of Millrace do not
 * take each other's containers and volumes. `MILLRACE_COMPOSE_PROJECT` overrides the name.
 */
export function projectName(fileName: string, dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.MILLRACE_COMPOSE_PROJECT) return env.MILLRACE_COMPOSE_PROJECT
  const { MILLRACE_DATA_DIR: _, ...usual } = env
  const dir = realPath(dataDir)
  if (dir === realPath(defaultDataDir(process.platform, usual))) return fileName
  return `${fileName}-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`
}

function realPath(dir: string): string {
  try {
    return realpathSync(dir)
  } catch {
    return resolve(dir)
  }
}
