import type { ObservedContainer } from '@main/ports/containers'
import type { PullProgress, Service, ServiceState } from '@shared/model/service'
import { isToRunAgain, NO_RECORD, type ServiceRecord } from './service-record'
import { blockerOf, isUp, type ServicesSnapshot } from './services-snapshot'

/** The change in progress for an image. */
export type ImageWork =
  | { readonly doing: 'pull'; readonly progress: PullProgress }
  | { readonly doing: 'build'; readonly step: string }

/** A service's state, for display. */
export function serviceState(
  snapshot: ServicesSnapshot,
  service: Service,
  imageWork: ReadonlyMap<string, ImageWork>,
): ServiceState {
  const { wanted, observed, records, busy } = snapshot
  const wantedState = wanted.get(service.id)
  const record = records.get(service.id) ?? NO_RECORD
  const container = observed.get(service.id)
  if (wantedState === undefined) return record.fault ? { state: 'failed', fault: record.fault } : downState(container)
  if (wantedState !== 'running') {
    // Its data is removed after its container: it is stopped only when both are gone.
    const dataLeft = wantedState === 'removed-with-data' && !record.fault
    return isUp(container) || dataLeft ? { state: 'stopping' } : downState(container)
  }
  if (record.fault) return { state: 'failed', fault: record.fault }
  const isEnding = record.renew || busy.get(service.id) === 'stop'
  if (container && isUp(container)) return isEnding ? { state: 'stopping' } : upState(container, record)
  return comingState(snapshot, service, record, imageWork)
}

function downState(container: ObservedContainer | undefined): ServiceState {
  if (!container) return { state: 'missing' }
  return { state: 'stopped', exitCode: container.exitCode, at: container.finishedAt }
}

function upState(container: ObservedContainer | undefined, record: ServiceRecord): ServiceState {
  if (!container || container.state === 'restarting') return restarting(record, container)
  const since = container.startedAt ?? 0
  if (container.state === 'paused') return { state: 'unhealthy', since, output: 'its container is paused' }
  switch (container.health) {
    case 'none':
    case 'healthy':
      return { state: 'healthy', since }
    case 'unhealthy':
      return { state: 'unhealthy', since, output: container.healthOutput }
    case 'starting':
      return record.deaths > 0 ? restarting(record, container) : { state: 'starting', since }
  }
}

function restarting({ deaths, lastEnding }: ServiceRecord, container: ObservedContainer | undefined): ServiceState {
  const { exitCode, outOfMemory } = lastEnding ?? { exitCode: container?.exitCode ?? null, outOfMemory: false }
  return { state: 'restarting', count: deaths, exitCode, outOfMemory }
}

/** It is wanted but does not run yet. */
function comingState(
  snapshot: ServicesSnapshot,
  service: Service,
  record: ServiceRecord,
  imageWork: ReadonlyMap<string, ImageWork>,
): ServiceState {
  const spec = snapshot.specs.get(service.id)
  const container = snapshot.observed.get(service.id)
  const work = imageWork.get(service.image)
  if (work?.doing === 'pull') return { state: 'pulling', progress: work.progress }
  if (work?.doing === 'build') return { state: 'building', step: work.step }
  if (spec && container && !isToRunAgain(spec, record, container)) return downState(container)
  const blocker = blockerOf(snapshot, service)
  if (blocker) return { state: 'waiting', ...blocker }
  if (record.deaths > 0) return restarting(record, container)
  return { state: 'starting', since: record.askedAt }
}
