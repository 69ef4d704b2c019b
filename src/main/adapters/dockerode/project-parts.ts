import type { Containers } from '@main/ports/containers'
import type Docker from 'dockerode'
import type { EngineConnection } from './engine-connection'
import { statusOf } from './engine-error'
import { orMissing } from './missing'
import { LABEL, projectNames } from './project-names'

/** The network and the volumes that the project's containers share. */
export function projectParts(connection: EngineConnection, project: string) {
  const names = projectNames(project)
  const removeVolumes: Containers['removeVolumes'] = (volumes) =>
    connection.call(async (docker) => {
      for (const name of volumes) {
        const volume = docker.getVolume(names.volume(name))
        const info = await orMissing(volume.inspect())
        if (info?.Labels?.[LABEL.project] === project) await orMissing(volume.remove())
      }
    })
  const removeNetwork: Containers['removeNetwork'] = () =>
    connection.call(async (docker) => {
      const found = await docker.listNetworks({ filters: { name: [names.network], ...names.filter } })
      for (const { Id, Name } of found) {
        if (Name === names.network) await removeUnlessInUse(docker.getNetwork(Id))
      }
    })
  const ensureNetwork = async (docker: Docker) => {
    const found = await docker.listNetworks({ filters: { name: [names.network] } })
    if (found.some(({ Name }) => Name === names.network)) return
    await docker
      .createNetwork({ Name: names.network, CheckDuplicate: true, Labels: names.networkLabels })
      .catch(unlessStatus(409))
  }
  /** One after the other: an engine that is asked twice at once makes two of the same name. */
  let network: Promise<void> = Promise.resolve()
  return {
    removeVolumes,
    removeNetwork,
    /** Makes what of them is missing. */
    async ensure(docker: Docker, volumes: readonly string[]): Promise<void> {
      const made = network.then(() => ensureNetwork(docker))
      network = made.catch(() => undefined)
      await made
      for (const name of volumes) {
        await docker.createVolume({ Name: names.volume(name), Labels: names.volumeLabels(name) })
      }
    },
  }
}

async function removeUnlessInUse(network: Docker.Network): Promise<void> {
  await network.remove().catch(unlessStatus(403, 404, 409))
}

/** Two Millraces at once: what the other one did is as good. */
function unlessStatus(...fine: number[]): (error: unknown) => void {
  return (error) => {
    if (!fine.includes(statusOf(error) ?? 0)) throw error
  }
}
