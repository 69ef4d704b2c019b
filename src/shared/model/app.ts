import { z } from 'zod'
import { EnvironmentName } from './environment'

/** Where the stages run. */
export const Backend = z.enum(['embedded', 'docker', 'external'])
export type Backend = z.infer<typeof Backend>

/** A backend, and which clusters it uses: null unless it is the external one. */
export const ChosenBackend = z.object({ backend: Backend, environment: EnvironmentName.nullable() })
export type ChosenBackend = z.infer<typeof ChosenBackend>

/** The choice as it is in use: settings keep the environment while another backend runs. */
export function backendInUse({
  backend,
  environment = null,
}: {
  readonly backend: Backend
  readonly environment?: EnvironmentName | null | undefined
}): ChosenBackend {
  return { backend, environment: backend === 'external' ? environment : null }
}

export function isSameBackend(one: ChosenBackend, other: ChosenBackend): boolean {
  return one.backend === other.backend && one.environment === other.environment
}

export const AppInfo = z.object({
  version: z.string(),
  backend: Backend,
  /** Which clusters it is, if the backend is external. */
  environment: z.string().optional(),
  dataDir: z.string(),
  /** Epoch ms. */
  startedAt: z.number(),
  /** Who shows desktop notifications: Millrace through the system, or the browsers that show the window. */
  notifications: z.enum(['system', 'browser']),
})
export type AppInfo = z.infer<typeof AppInfo>
