import type { ServiceId } from '@shared/model/service'
import { ComposeProblem } from './compose-problem'

interface Dependent {
  readonly id: ServiceId
  readonly dependsOn: readonly { readonly service: ServiceId }[]
}

/** Dependencies first, otherwise in the given order. Throws ComposeProblem when services depend on each other in a circle. */
export function startOrder(services: readonly Dependent[]): ServiceId[] {
  const byId = new Map(services.map((service) => [service.id, service]))
  const ordered = new Set<ServiceId>()
  const visit = (id: ServiceId, path: readonly ServiceId[]) => {
    if (ordered.has(id)) return
    if (path.includes(id)) {
      const circle = [...path.slice(path.indexOf(id)), id].join(' → ')
      throw new ComposeProblem(`services.${id}.depends_on`, `is a circle: ${circle}`)
    }
    for (const { service } of byId.get(id)?.dependsOn ?? []) if (byId.has(service)) visit(service, [...path, id])
    ordered.add(id)
  }
  for (const { id } of services) visit(id, [])
  return [...ordered]
}

/** The services and all their dependencies, in start order. */
export function withDependencies(services: readonly Dependent[], ids: readonly ServiceId[]): ServiceId[] {
  const byId = new Map(services.map((service) => [service.id, service]))
  const needed = new Set<ServiceId>()
  const add = (id: ServiceId) => {
    if (needed.has(id)) return
    needed.add(id)
    for (const { service } of byId.get(id)?.dependsOn ?? []) add(service)
  }
  for (const id of ids) add(id)
  return startOrder(services).filter((id) => needed.has(id))
}
