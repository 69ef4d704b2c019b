import type { SettingsStore } from '@main/api/context'
import type { EnvironmentName } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import type { Settings } from '@shared/model/settings'
import type { EnvironmentStore } from './environment-store'

/** The environment that the pipeline runs on by these settings; null when the backend has none. */
export function environmentOf({ backend, environment }: Settings): EnvironmentName | null {
  return backend === 'external' ? environment : null
}

/** The same settings, which refuse an external backend without an environment that exists. */
export function withKnownEnvironment(
  settings: SettingsStore,
  environments: Pick<EnvironmentStore, 'get'>,
): SettingsStore {
  return {
    feed: settings.feed,
    async change(change) {
      const inForce = settings.feed.value
      const environment = change.environment === undefined ? inForce.environment : change.environment
      const concerns = change.backend !== undefined || change.environment !== undefined
      if (concerns && (change.backend ?? inForce.backend) === 'external') {
        if (environment === null) throw new FaultError({ code: 'environment-not-chosen' })
        environments.get(environment)
      }
      return settings.change(change)
    },
  }
}
