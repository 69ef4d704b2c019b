import { oneAtATime } from '@shared/lib/one-at-a-time'
import type Docker from 'dockerode'
import { statusOf } from './engine-error'
import { projectNames } from './project-names'

/** The project's one network. */
export function projectNetwork(project: string) {
  const { network: name, networkLabels: Labels, filter } = projectNames(project)

  /** Oldest first: everyone who looks agrees which one stays. */
  const found = async (docker: Docker, filters: Record<string, string[]> = {}) => {
    const listed = await docker.listNetworks({ filters: { name: [name], ...filters } })
    const exact = listed.filter(({ Name }) => Name === name)
    return exact.sort((a, b) => (a.Created ?? '').localeCompare(b.Created ?? '') || a.Id.localeCompare(b.Id))
  }
  const removeAll = async (docker: Docker, networks: readonly Docker.NetworkInspectInfo[]) => {
    for (const { Id } of networks) {
      // Something may still be in it, and another Millrace may have removed it.
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
    // An engine that is asked twice at once makes two of the same name, and then knows neither by it.
    await removeAll(docker, (await found(docker)).slice(1))
  }
  const inTurn = oneAtATime()
  return {
    /** Makes it when it is missing. One call after the other. */
    ensure: (docker: Docker): Promise<void> => inTurn(() => ensureOne(docker)),
    /** Removes it unless a container is in it. */
    remove: async (docker: Docker) => removeAll(docker, await found(docker, filter)),
  }
}

function unlessStatus(...fine: number[]): (error: unknown) => void {
  return (error) => {
    if (!fine.includes(statusOf(error) ?? 0)) throw error
  }
}
