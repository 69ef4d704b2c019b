import type { ServiceId } from '@shared/model/service'

/** The labels by which Compose and compatible tools see what belongs to a project. */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  hash: 'com.docker.compose.config-hash',
  version: 'com.docker.compose.version',
  folder: 'com.docker.compose.project.working_dir',
  files: 'com.docker.compose.project.config_files',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  /** Our own label: the hash of the spec. Compose's hash of a container that it created says nothing about our spec. */
  spec: 'millrace.spec-hash',
  /** Our own label: when we made a volume. The engine's own time of a volume changes with the files in it. */
  madeAt: 'millrace.made-at',
} as const

const NETWORK = 'default'

/** Compose's names for the parts of a project. */
export function projectNames(project: string) {
  return {
    container: (service: ServiceId) => `${project}-${service}-1`,
    volume: (name: string) => `${project}_${name}`,
    network: `${project}_${NETWORK}`,
    networkLabels: { [LABEL.project]: project, [LABEL.network]: NETWORK },
    volumeLabels: (name: string, madeAt: Date) => ({
      [LABEL.project]: project,
      [LABEL.volume]: name,
      [LABEL.madeAt]: madeAt.toISOString(),
    }),
    /** For the engine's `filters`: only this project. */
    filter: { label: [`${LABEL.project}=${project}`] },
  }
}
