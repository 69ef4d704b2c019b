import type { Feed } from '@main/signals/feed'
import type { Settings } from '@shared/model/settings'
import { environmentOf } from './checked-settings'
import type { EnvironmentStore } from './environment-store'

interface Basis {
  readonly settings: Feed<Settings>
  readonly environments: EnvironmentStore
  /** Changes when the session must be opened again although nothing was changed. */
  readonly reopenings: Feed<number>
}

/** Resolves when what the session depends on is no longer what it is now, or on abort. */
export async function basisChanged({ settings, environments, reopenings }: Basis, signal: AbortSignal): Promise<void> {
  const now = () => JSON.stringify([basisOf(settings.value, environments), reopenings.value])
  const opened = now()
  const end = new AbortController()
  const over = AbortSignal.any([signal, end.signal])
  const watch = async (feed: Feed<unknown>) => {
    for await (const _ of feed.follow(over)) if (now() !== opened) end.abort()
  }
  await Promise.all([watch(settings), watch(environments.feed), watch(reopenings)])
}

function basisOf(settings: Settings, environments: EnvironmentStore): readonly unknown[] {
  const { backend, services } = settings
  if (backend === 'docker') {
    // Only Airflow's containers use the first window, and the session need not end when they start.
    const { MILLRACE_START: _, ...variables } = services.variables
    return [backend, variables, services.encrypt]
  }
  const environment = environmentOf(settings)
  return environment === null ? [backend] : [backend, environment, environments.revision(environment)]
}
