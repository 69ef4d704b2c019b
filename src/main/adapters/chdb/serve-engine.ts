import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from './engine.ts'
import { engineConfig } from './engine-config.ts'
import { type HttpInterface, type HttpInterfaceOptions, serveHttp } from './http-interface.ts'
import { removeEmptyDefinitions } from './remove-empty-definitions.ts'

export interface StoreOptions extends Pick<HttpInterfaceOptions, 'username' | 'password' | 'listening' | 'onFailure'> {
  /** The folder with the engine's files and the spool; created when missing. */
  readonly dir: string
}

const PATIENCE_MS = 10_000

/**
 * chDB on one directory behind ClickHouse's HTTP interface, in this process. Closing it waits for running queries and closes the engine.
 */
export async function openStore({ dir, ...interfaceOptions }: StoreOptions): Promise<HttpInterface> {
  const engineDir = join(dir, 'engine')
  const configFile = join(dir, 'engine.xml')
  await mkdir(engineDir, { recursive: true })
  await writeFile(configFile, engineConfig())
  await removeEmptyDefinitions(engineDir)
  const engine = await openEngine(engineDir, configFile, PATIENCE_MS)
  const spoolDir = await emptySpool(dir)
  const http = await serveHttp({ engine, spoolDir, ...interfaceOptions })
  return {
    port: http.port,
    async close() {
      await http.close()
      await engine.close()
      await rm(spoolDir, { recursive: true, force: true })
    },
  }
}

/** Called once the engine is open: before that, another server may still be using its spool. */
async function emptySpool(dir: string): Promise<string> {
  // The engine would read these as a pattern of file names.
  if (/[{}*?]/.test(dir)) return await mkdtemp(join(tmpdir(), 'millrace-spool-'))
  const spoolDir = join(dir, 'spool')
  await rm(spoolDir, { recursive: true, force: true })
  await mkdir(spoolDir)
  return spoolDir
}
