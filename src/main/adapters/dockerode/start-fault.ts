import type { ContainerSpec } from '@main/ports/containers'
import type { Fault } from '@shared/model/fault'

/** Docker's, Docker Desktop's and Podman's words for it. */
const TAKEN =
  /port is already allocated|address already in use|ports are not available|only one usage of each socket address|forbidden by its access permissions/i

/** The fault behind an engine's refusal to start a container. Who holds a port is found out by those who can. */
export function startFault(spec: ContainerSpec, reason: string): Fault {
  if (TAKEN.test(reason)) {
    const named = [...reason.matchAll(/:(\d{1,5})\b/g)].map(([, digits]) => Number(digits))
    const port = spec.ports.find(({ host }) => named.includes(host))?.host ?? spec.ports[0]?.host
    if (port !== undefined) {
      return { code: 'service-port-taken', service: spec.service, port, by: null, variable: null, free: null }
    }
  }
  return { code: 'service-start-failed', service: spec.service, reason }
}
