import { type Backend, backendInUse } from '@shared/model/app'

export const BACKENDS: Record<Backend, { readonly name: string; readonly meaning: string }> = {
  embedded: { name: 'Embedded', meaning: 'nothing to install' },
  docker: { name: 'Docker', meaning: 'containers on this machine' },
  external: { name: 'External', meaning: 'your clusters' },
}

/** A backend by the name that a person knows: an environment has one of its own. */
export function nameOfBackend(chosen: Parameters<typeof backendInUse>[0]): string {
  return backendInUse(chosen).environment ?? BACKENDS[chosen.backend].name
}
