import type { Backend, ChosenBackend } from '@shared/model/app'

export const BACKENDS: Record<Backend, { readonly name: string; readonly meaning: string }> = {
  embedded: { name: 'Embedded', meaning: 'nothing to install' },
  docker: { name: 'Docker', meaning: 'containers on this machine' },
  external: { name: 'External', meaning: 'your clusters' },
}

/** A backend by the name that a person knows: an environment has one of its own. */
export function nameOfBackend({ backend, environment }: ChosenBackend): string {
  return (backend === 'external' ? environment : null) ?? BACKENDS[backend].name
}
