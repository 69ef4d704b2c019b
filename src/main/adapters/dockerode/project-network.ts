import { oneAtATime } from '@shared/lib/one-at-a-time'
import type Docker from 'dockerode'
import { statusOf } from './engine-error'
import { type NetworkDoor, networkDoor } from './host-door'
import { projectNames } from './project-names'

export function projectNetwork(project: string) {
  const { network: name, networkLabels: Labels, filter } = projectNames(project)

  /** Oldest first: all processes agree which one to keep. */
  const found = async (docker: Docker, filters: Record<string, string[]> = {}) => {
    const listed = await docker.listNetworks({ filters: { name: [name], ...filters } })
    const exact = listed.filter(({ Name }) => Name === name)
    return exact.sort((a, b) => (a.Created ?? '').localeCompare(b.Created ?? '') || a.Id.localeCompare(b.Id))
  }
  const removeAll = async (docker: Docker, networks: readonly Docker.NetworkInspectInfo[]) => {
    for (const { Id } of networks) {
      // A container may still be connected to it, or another Millrace may have removed it.
      await docker
        .getNetwork(Id)
        .remove()
        .catch(unlessStatus(403, 404, 409))
    }
  }
  const ensureOne = async (docker: Docker) => {
    if ((await found(docker)).length === 0) {
      await docker.createNetwork({ Name: name, CheckDuplicate: true, Labels }).catch(unlessStatus(409))
    }
    // An engine that gets two requests at once creates two networks with the same name, and then finds neither by that name.
    await removeAll(docker, (await found(docker)).slice(1))
  }
  const inTurn = oneAtATime()
  return {
    /** Null when there is no network. */
    door: async (docker: Docker): Promise<NetworkDoor | null> => {
      const [network] = await found(docker, filter)
      return network ? networkDoor(network) : null
    },
    /** Creates it when it is missing. One call at a time. */
    ensure: (docker: Docker): Promise<void> => inTurn(() => ensureOne(docker)),
    /** Removes it unless a container is connected to it. */
    remove: async (docker: Docker) => removeAll(docker, await found(docker, filter)),
  }
}

function unlessStatus(...fine: number[]): (error: unknown) => void {
  return (error) => {
    if (!fine.includes(statusOf(error) ?? 0)) throw error
  }
}
