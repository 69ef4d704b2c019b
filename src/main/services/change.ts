import type { ContainerSpec } from '@main/ports/containers'
import type { ServiceId } from '@shared/model/service'
import type { ImageBuild } from './compose/container-spec'

/** One step towards what is wanted. Each is harmless when it turns out to be done already. */
export type Change =
  | { readonly do: 'look-for-image'; readonly image: string }
  | { readonly do: 'pull'; readonly image: string }
  | { readonly do: 'build'; readonly image: string; readonly build: ImageBuild }
  | { readonly do: 'create'; readonly service: ServiceId; readonly spec: ContainerSpec }
  | { readonly do: 'start'; readonly service: ServiceId; readonly id: string; readonly spec: ContainerSpec }
  | { readonly do: 'stop'; readonly service: ServiceId; readonly id: string; readonly graceMs: number }
  | { readonly do: 'remove'; readonly service: ServiceId; readonly id: string }
  | { readonly do: 'remove-volumes'; readonly service: ServiceId; readonly volumes: readonly string[] }
