import { FaultError } from '@shared/model/fault'
import type { Service, ServiceId } from '@shared/model/service'
import type { CarryOut } from './carry-out-changes'
import { withDependencies } from './compose/start-order'
import { NO_RECORD } from './service-record'
import { isUp } from './services-snapshot'
import { isChosen, type ShownServices } from './services-status'
import { changeRecord, forgetWanted, recordOf, type SupervisorState } from './supervisor-state'

/** The user's requests. Each call returns when the request is recorded; the feed shows the result. Throws `service-unknown`. */
export interface UserRequests {
  /** Without names: all services of the chosen profiles. Starts their dependencies too. */
  start(ids: readonly ServiceId[] | null): void
  /** Without names: all services. */
  stop(ids: readonly ServiceId[] | null): void
  restart(id: ServiceId): void
  /** Stops and removes the containers, and with `withData` their volumes. */
  remove(ids: readonly ServiceId[] | null, withData: boolean): void
  /** Services that wait for the image are no longer wanted. Downloaded layers are kept. */
  cancelPull(id: ServiceId): void
}

interface UserRequestsOptions {
  readonly memory: SupervisorState
  readonly hands: CarryOut
  readonly services: () => readonly Service[]
  readonly shown: () => ShownServices
  readonly now: () => number
  readonly wake: () => void
}

export function createUserRequests({ memory, hands, services, shown, now, wake }: UserRequestsOptions) {
  const known = (id: ServiceId): Service => {
    const service = services().find((other) => other.id === id)
    if (service) return service
    throw new FaultError({ code: 'service-unknown', name: id, known: services().map((other) => other.id) })
  }
  const all = () => services().map(({ id }) => id)
  const chosen = () =>
    services()
      .filter((service) => isChosen(service, shown().chosen))
      .map(({ id }) => id)
  const wantRunning = (id: ServiceId) => {
    const up = isUp(memory.observed.get(id))
    memory.wanted.set(id, 'running')
    memory.records.set(id, { ...NO_RECORD, askedAt: now(), hasRun: up })
    memory.dataRemoved.delete(id)
    hands.askAgain(known(id).image)
  }
  /** Cancels a pull that no service waits for. */
  const cancelUnwanted = () => {
    for (const image of memory.imageWork.keys()) {
      const wanted = services().some(
        (service) => service.image === image && memory.wanted.get(service.id) === 'running',
      )
      if (!wanted) hands.cancel(image)
    }
  }
  const want = (ids: readonly ServiceId[], state: 'stopped' | 'removed' | 'removed-with-data') => {
    for (const id of ids.map((name) => known(name).id)) {
      memory.records.delete(id)
      memory.wanted.set(id, state)
    }
    cancelUnwanted()
    wake()
  }
  const requests: UserRequests = {
    start(ids) {
      const asked = ids?.map((id) => known(id).id) ?? chosen()
      for (const id of withDependencies(services(), asked)) {
        const isFine = memory.wanted.get(id) === 'running' && !recordOf(memory, id).fault
        if (asked.includes(id) || !isFine) wantRunning(id)
      }
      wake()
    },
    stop: (ids) => want(ids ?? all(), 'stopped'),
    restart(id) {
      requests.start([id])
      changeRecord(memory, id, { renew: isUp(memory.observed.get(id)) })
      wake()
    },
    remove: (ids, withData) => want(ids ?? all(), withData ? 'removed-with-data' : 'removed'),
    cancelPull(id) {
      const { image } = known(id)
      const waiting = services()
        .filter((service) => service.image === image)
        .map((service) => service.id)
      const dependents = services().filter((service) =>
        withDependencies(services(), [service.id]).some((needed) => waiting.includes(needed)),
      )
      for (const service of dependents) if (!isUp(memory.observed.get(service.id))) forgetWanted(memory, service.id)
      cancelUnwanted()
      wake()
    },
  }
  let specs = new Map<ServiceId, string>()
  return {
    ...requests,
    /** New values may fix the cause of a service's failure. */
    stackChanged(hashes: ReadonlyMap<ServiceId, string>) {
      for (const [id, hash] of hashes) {
        if (specs.has(id) && specs.get(id) !== hash && memory.wanted.get(id) === 'running') wantRunning(id)
      }
      specs = new Map(hashes)
      wake()
    },
  }
}
