import type { Containers } from '@main/ports/containers'
import type { FindEngine } from '@main/ports/find-engine'
import { FaultError } from '@shared/model/fault'
import { buildImage } from './build-image'
import type { Project } from './container-create-options'
import { containerLifecycle } from './container-lifecycle'
import { containerStreams } from './container-streams'
import { engineConnection } from './engine-connection'
import { nullIfMissing } from './engine-error'
import { engineEvents } from './engine-events'
import { engineInfo } from './engine-info'
import { onePerService, volumeTimes } from './observed-container'
import { projectNames } from './project-names'
import { pullImage } from './pull-image'

export interface DockerodeOptions {
  readonly find: FindEngine
  readonly project: Project
  /** Whether the compose file names this image; only such images are pulled, built or run. */
  readonly isOurs: (image: string) => boolean
}

/** A Docker engine, or another one with its API from 1.41 on, limited to one Compose project. */
export function dockerodeContainers({ find, project, isOurs }: DockerodeOptions): Containers {
  const connection = engineConnection(find)
  const { filter: filters } = projectNames(project.name)
  const lifecycle = containerLifecycle(connection, project)
  const refuseForeign = (image: string) => {
    if (!isOurs(image)) throw new FaultError({ code: 'image-refused', image })
  }
  return {
    ...lifecycle,
    ...containerStreams(connection),
    changes: engineEvents(connection, project.name),

    engine: (signal) =>
      connection.call(
        async (docker) => {
          const [info, version] = await Promise.all([docker.info(), docker.version()])
          return engineInfo(connection.address ?? '', info, version)
        },
        { signal },
      ),

    observe: () =>
      connection.call(async (docker, abortSignal) => {
        const listed = await docker.listContainers({ all: true, filters, abortSignal })
        const infos = listed.map(({ Id }) => nullIfMissing(docker.getContainer(Id).inspect({ abortSignal })))
        const { Volumes } = await docker.listVolumes({ filters, abortSignal })
        return onePerService(
          (await Promise.all(infos)).filter((info) => info !== null),
          volumeTimes(Volumes ?? []),
        )
      }),

    hasImage: (image) =>
      connection.call(async (docker) => (await nullIfMissing(docker.getImage(image).inspect())) !== null),

    async create(spec) {
      refuseForeign(spec.image)
      return lifecycle.create(spec)
    },
    async pull(image, progress, signal) {
      refuseForeign(image)
      await pullImage(connection, image, progress, signal)
    },
    async build(image, build, step, signal) {
      refuseForeign(image)
      await buildImage(connection, image, build, step, signal)
    },
  }
}
