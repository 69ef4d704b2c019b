import type { ObservedContainer } from '@main/ports/containers'
import { ServiceId } from '@shared/model/service'
import type Docker from 'dockerode'
import { LABEL } from './project-names'

/** A probe's output has no limit of its own. */
const OUTPUT_LIMIT = 2_000

/** The engine's description of a container as an observed container; null when it belongs to no service, such as one of `compose run`. */
export function observedContainer(info: Docker.ContainerInspectInfo): ObservedContainer | null {
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
    createdAt: timeOf(info.Created) ?? 0,
    startedAt: timeOf(info.State.StartedAt),
    finishedAt: timeOf(info.State.FinishedAt),
  }
}

/** One per service: of several, the running one, otherwise the newest. */
export function onePerService(infos: readonly Docker.ContainerInspectInfo[]): ObservedContainer[] {
  const newestFirst = [...infos].sort((a, b) => b.Created.localeCompare(a.Created))
  const chosen = new Map<ServiceId, ObservedContainer>()
  for (const container of newestFirst.map(observedContainer)) {
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
