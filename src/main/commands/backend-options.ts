import type { SettingsChange } from '@shared/contract'
import type { Settings } from '@shared/model/settings'

export interface BackendOptions {
  readonly backend?: Settings['backend']
  /** The name of an environment. */
  readonly environment?: string
}

/** The settings of the command line for this run. An environment alone means the backend that has environments. */
export function backendChange({
  backend,
  environment,
}: BackendOptions): Pick<SettingsChange, 'backend' | 'environment'> {
  const chosen = backend ?? (environment === undefined ? undefined : 'external')
  return {
    ...(chosen !== undefined && { backend: chosen }),
    ...(environment !== undefined && { environment }),
  }
}
