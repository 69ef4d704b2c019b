import type { Containers } from '@main/ports/containers'
import type Docker from 'dockerode'
import type { EngineConnection } from './engine-connection'
import { nullIfMissing } from './engine-error'
import { LABEL, projectNames } from './project-names'
import { projectNetwork } from './project-network'

/** The network and the volumes that the project's containers share. */
export function projectNetworkAndVolumes(connection: EngineConnection, project: string) {
  const names = projectNames(project)
  const network = projectNetwork(project)
  const removeVolumes: Containers['removeVolumes'] = (volumes) =>
    connection.call(async (docker) => {
      for (const name of volumes) {
        const volume = docker.getVolume(names.volume(name))
        const info = await nullIfMissing(volume.inspect())
        if (info?.Labels?.[LABEL.project] === project) await nullIfMissing(volume.remove())
      }
    })
  const removeNetwork: Containers['removeNetwork'] = () => connection.call((docker) => network.remove(docker))
  const hostDoor: Containers['hostDoor'] = async () => {
    const door = await connection.call((docker) => network.door(docker))
    return door && { address: door.address, from: door.from }
  }
  return {
    hostDoor,
    /** What the engine must enter for this machine in a container's list of hosts. The network must exist. */
    hostEntry: async (docker: Docker): Promise<string> => (await network.door(docker))?.entry ?? 'host-gateway',
    removeVolumes,
    removeNetwork,
    /** Creates the missing ones. The others keep their labels. */
    async ensure(docker: Docker, volumes: readonly string[]): Promise<void> {
      await network.ensure(docker)
      for (const name of volumes) {
        await docker.createVolume({ Name: names.volume(name), Labels: names.volumeLabels(name, new Date()) })
      }
    },
  }
}
