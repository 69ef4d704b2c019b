import type { SettingsStore } from '@main/api/context'
import type { SettingsChange } from '@shared/contract'
import { backendInUse, type ChosenBackend } from '@shared/model/app'
import type { EnvironmentName } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import type { Settings } from '@shared/model/settings'
import type { EnvironmentStore } from './environment-store'

/** The environment that the pipeline runs on by these settings; null when the backend has none. */
export function environmentOf(chosen: ChosenBackend): EnvironmentName | null {
  return backendInUse(chosen).environment
}

/** The backend and the environment in use after a change. */
export function usedAfter(inForce: ChosenBackend, change: SettingsChange): ChosenBackend {
  return backendInUse(chosenAfter(inForce, change))
}

/** The backend and the environment after a change, as the settings keep them. */
export function chosenAfter(inForce: ChosenBackend, { backend, environment }: SettingsChange): ChosenBackend {
  return {
    backend: backend ?? inForce.backend,
    environment: environment === undefined ? inForce.environment : environment,
  }
}

/** The same settings, which refuse changes that no backend could follow. `prepareEncryption`: what the services need before it is on. */
export function checkedSettings(
  settings: SettingsStore,
  environments: Pick<EnvironmentStore, 'get'>,
  prepareEncryption: () => Promise<void>,
): SettingsStore {
  return {
    feed: settings.feed,
    async change(change) {
      refuseSinkThatIsNotThere(settings.feed.value, change)
      refuseUnknownEnvironment(settings.feed.value, change, environments)
      if (change.services?.encrypt) await prepareEncryption()
      return settings.change(change)
    },
  }
}

/** You can choose another backend while Kafka Connect is the sink: a backend without it uses the built-in sink, and says so. */
function refuseSinkThatIsNotThere(inForce: Settings, change: SettingsChange): void {
  const backend = change.backend ?? inForce.backend
  if (change.sink?.kind !== 'connect' || backend === 'docker') return
  throw new FaultError({ code: 'sink-needs-docker', backend })
}

function refuseUnknownEnvironment(
  inForce: Settings,
  change: SettingsChange,
  environments: Pick<EnvironmentStore, 'get'>,
): void {
  if (change.backend === undefined && change.environment === undefined) return
  const { backend, environment } = chosenAfter(inForce, change)
  if (backend !== 'external') return
  if (environment === null) throw new FaultError({ code: 'environment-not-chosen' })
  environments.get(environment)
}
