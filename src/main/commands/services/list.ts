import type { InstallPaths } from '@main/commands/install-paths'
import { print, printJson } from '../terminal'
import { titlesOf } from './print-progress'
import { stateWords } from './state-words'
import { type ServicesOptions, withServices } from './with-services'

/** How the services stand. */
export async function listServices(paths: InstallPaths, options: ServicesOptions, signal: AbortSignal): Promise<void> {
  await withServices(paths, { ...options, passive: true }, signal, async ({ feed, project }) => {
    const { engine, services } = feed.value
    if (options.json) {
      printJson({ project, engine, services })
      return
    }
    if (engine.state === 'connected') print(`${engine.name} ${engine.version} · project ${project}`)
    const width = Math.max(...services.map(({ service }) => service.id.length))
    for (const { service, state } of services) {
      const address = service.ports.map(({ host }) => `127.0.0.1:${host}`).join(' ')
      print(`${service.id.padEnd(width)}  ${stateWords(state, titlesOf(feed.value))}  ${address}`.trimEnd())
    }
  })
}
