import type { Backend } from '@shared/model/app'

export const BACKENDS: Record<Backend, { readonly name: string; readonly meaning: string }> = {
  embedded: { name: 'Embedded', meaning: 'nothing to install' },
  docker: { name: 'Docker', meaning: 'containers of this machine' },
  external: { name: 'External', meaning: 'your clusters' },
}
