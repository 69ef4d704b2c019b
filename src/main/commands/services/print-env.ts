import type { InstallPaths } from '@main/commands/install-paths'
import type { Services } from '@main/services/services'
import { print, printJson } from '../terminal'
import { openCommandServices, type ServicesOptions } from './with-services'

/** The compose file's variables for `docker compose --env-file`: what has no default or another value than it, passwords included. */
export async function printEnv(paths: InstallPaths, options: ServicesOptions): Promise<void> {
  const env = environmentOf(await openCommandServices(paths, { ...options, passive: true }))
  if (options.json) printJson(env)
  else for (const [name, value] of Object.entries(env)) print(`${name}=${quoted(value)}`)
}

function environmentOf(services: Services): Record<string, string> {
  const { compose, project, feed } = services
  const values = services.values()
  const profiles = feed.value.profiles.filter(({ chosen }) => chosen).map(({ name }) => name)
  return {
    ...(project === compose.project ? {} : { COMPOSE_PROJECT_NAME: project }),
    ...(profiles.length === 0 ? {} : { COMPOSE_PROFILES: profiles.join(',') }),
    ...Object.fromEntries(
      compose.variables.flatMap((variable) => {
        const value = values[variable.name]
        return value === undefined || value === variable.default ? [] : [[variable.name, value]]
      }),
    ),
  }
}

/** As Compose reads it: in single quotes nothing has another meaning. */
function quoted(value: string): string {
  return /^[\w./:@,+-]*$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`
}
