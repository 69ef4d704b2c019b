import { join } from 'node:path'
import { folderLog } from '@main/adapters/folder/app-log'
import { openDataDir } from '@main/adapters/folder/data-dir'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import type { InstallPaths } from '@main/commands/install-paths'
import { openServicesOf } from '@main/composition/open-services'
import { openSettings } from '@main/composition/settings-store'
import type { Services } from '@main/services/services'
import { FaultError } from '@shared/model/fault'

export interface ServicesOptions {
  readonly dataDir: string
  readonly json?: true
  /** Chosen for this command, beside those of the settings. */
  readonly profile?: readonly string[]
}

interface CommandOptions extends ServicesOptions {
  /** The command only looks. */
  readonly passive: boolean
}

/** The services of the data directory, whether a window runs on it or not. */
export async function openCommandServices(paths: InstallPaths, options: CommandOptions): Promise<Services> {
  const { dataDir, passive } = options
  await openDataDir(dataDir)
  const documents = folderDocuments(dataDir)
  const kept = (await openSettings(documents)).feed.value.services.profiles
  const profiles = [...new Set([...kept, ...(options.profile ?? [])])]
  const logLine = folderLog(join(dataDir, 'logs'))
  const services = await openServicesOf({
    dataDir,
    composeDir: paths.composeDir,
    settings: await openSettings(documents, { services: { profiles } }),
    seal: null,
    log: (line) => logLine('services', line),
    passive,
  })
  const { compose } = services
  const unknown = profiles.find((profile) => !compose.profiles.includes(profile))
  if (unknown === undefined) return services
  const problem = `it has no profile "${unknown}" (it has ${compose.profiles.join(', ')})`
  throw new FaultError({ code: 'compose-invalid', file: compose.path, problem })
}

/**
 * Runs the work beside a supervisor of its own. With a window's they meet at the engine: a container that one of them stops is
 * unwanted by the other too, one that it starts is taken over. Throws `engine-*` when there is no engine.
 */
export async function withServices(
  paths: InstallPaths,
  options: CommandOptions,
  signal: AbortSignal,
  work: (services: Services) => Promise<void>,
): Promise<void> {
  const services = await openCommandServices(paths, options)
  const end = new AbortController()
  const ended = services.run(AbortSignal.any([signal, end.signal]))
  try {
    for await (const { engine } of services.feed.follow(signal)) {
      if (engine.state === 'away') throw new FaultError(engine.fault)
      if (engine.state === 'connected') break
    }
    signal.throwIfAborted()
    await work(services)
  } catch (thrown) {
    if (!signal.aborted) throw thrown
    process.exitCode = 130
  } finally {
    end.abort()
    await ended
  }
}
