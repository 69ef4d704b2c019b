import type { Backend } from '@shared/model/app'

export const BACKENDS: Record<Backend, { readonly name: string; readonly meaning: string }> = {
  embedded: { name: 'Embedded', meaning: 'nothing to install' },
  docker: { name: 'Docker', meaning: 'containers on this machine' },
  external: { name: 'External', meaning: 'your clusters' },
}
