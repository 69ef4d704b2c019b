import type { ObservedContainer } from '@main/ports/containers'
import { ServiceId } from '@shared/model/service'
import type Docker from 'dockerode'
import { LABEL } from './project-names'

/** A probe's output has no limit of its own. */
const OUTPUT_LIMIT = 2_000

/** When we made each volume of the project, by its name. */
type VolumeTimes = ReadonlyMap<string, number>

/** The engine's description of a container as an observed container; null when it belongs to no service, such as one of `compose run`. */
export function observedContainer(info: Docker.ContainerInspectInfo, volumes: VolumeTimes): ObservedContainer | null {
  const labels = info.Config.Labels ?? {}
  const service = ServiceId.safeParse(labels[LABEL.service])
  if (!service.success || labels[LABEL.oneOff]?.toLowerCase() === 'true') return null
  const state = stateOf(info.State.Status)
  const ended = state === 'exited' || state === 'dead' || state === 'restarting'
  return {
    id: info.Id,
    service: service.data,
    image: info.Config.Image,
    hash: labels[LABEL.spec] ?? null,
    state,
    health: healthOf(info.State.Health?.Status),
    healthOutput: (info.State.Health?.Log?.at(-1)?.Output ?? '').trim().slice(-OUTPUT_LIMIT),
    exitCode: ended ? info.State.ExitCode : null,
    outOfMemory: info.State.OOMKilled,
    restartCount: info.RestartCount,
    dataSince: dataSince(info, volumes),
    startedAt: timeOf(info.State.StartedAt),
    finishedAt: timeOf(info.State.FinishedAt),
  }
}

/** The newest of its volumes, because with one of them removed its data is another. Without a known one, the container's age is the age of its data. */
function dataSince({ Mounts, Created }: Docker.ContainerInspectInfo, volumes: VolumeTimes): number {
  const times = Mounts.flatMap(({ Name }) => (Name === undefined ? [] : (volumes.get(Name) ?? [])))
  return times.length > 0 ? Math.max(...times) : (timeOf(Created) ?? 0)
}

/** The volumes that we made; another tool's have no such label. */
export function volumeTimes(
  listed: readonly { Name: string; Labels: Readonly<Record<string, string>> | null }[],
): VolumeTimes {
  return new Map(
    listed.flatMap(({ Name, Labels }) => {
      const at = timeOf(Labels?.[LABEL.madeAt] ?? '')
      return at === null ? [] : [[Name, at] as const]
    }),
  )
}

/** One per service: of several, the running one, otherwise the newest. */
export function onePerService(
  infos: readonly Docker.ContainerInspectInfo[],
  volumes: VolumeTimes,
): ObservedContainer[] {
  const newestFirst = [...infos].sort((a, b) => b.Created.localeCompare(a.Created))
  const chosen = new Map<ServiceId, ObservedContainer>()
  for (const container of newestFirst.map((info) => observedContainer(info, volumes))) {
    if (!container) continue
    const before = chosen.get(container.service)
    if (!before || (before.state !== 'running' && container.state === 'running'))
      chosen.set(container.service, container)
  }
  return [...chosen.values()]
}

/** The state names of Docker and of Podman. */
function stateOf(status: string): ObservedContainer['state'] {
  switch (status) {
    case 'created':
    case 'configured':
    case 'initialized':
      return 'created'
    case 'running':
    case 'stopping':
      return 'running'
    case 'restarting':
      return 'restarting'
    case 'paused':
      return 'paused'
    case 'dead':
    case 'removing':
      return 'dead'
    default:
      return 'exited'
  }
}

function healthOf(status: string | undefined): ObservedContainer['health'] {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none'
}

/** The engine uses the year 1 for "never". */
function timeOf(text: string): number | null {
  const at = Date.parse(text)
  return at > 0 ? at : null
}
