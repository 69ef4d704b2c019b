import type { Clock } from '@main/ports/clock'
import { FaultError } from '@shared/model/fault'
import type { Service } from '@shared/model/service'
import { explainFailure, type FaultSources, isEngineFault } from './service-faults'
import type { Change } from './services-snapshot'
import { changeRecord, recordOf, type SupervisorState } from './supervisor-state'

/** The minimum time between two starts of the same service, whatever the engine reports. */
const START_PAUSE_MS = 1_000
/** A taken port may become free without any event. */
const RETRY_MS = 10_000

export interface CarryOutChangesOptions extends FaultSources {
  readonly memory: SupervisorState
  readonly clock: Clock
  readonly services: () => readonly Service[]
  /** A change that the user can see. */
  readonly publish: () => void
}

/** Carries out the changes of a plan, one at a time for each service or image. */
export interface CarryOut {
  /** Never rejects: failures go into the service's record. */
  perform(change: Change, signal: AbortSignal): Promise<void>
  /** Cancels the pull or build of an image. */
  cancel(image: string): void
  /** Allows a new attempt to get an image. */
  askAgain(image: string): void
}

export function carryOutChanges(options: CarryOutChangesOptions): CarryOut {
  const { memory, clock, containers, publish } = options
  const cancellable = new Map<string, AbortController>()
  /** Images that were pulled or built since the last request: an image that is still missing afterwards is not tried again. */
  const obtained = new Set<string>()

  const obtain = async (change: Extract<Change, { do: 'pull' | 'build' }>, signal: AbortSignal) => {
    const { image } = change
    const cancel = new AbortController()
    cancellable.set(image, cancel)
    const either = AbortSignal.any([signal, cancel.signal])
    const show = (work: Parameters<typeof memory.imageWork.set>[1]) => {
      memory.imageWork.set(image, work)
      publish()
    }
    try {
      if (change.do === 'pull') await containers.pull(image, (progress) => show({ doing: 'pull', progress }), either)
      else await containers.build(image, change.build, (step) => show({ doing: 'build', step }), either)
      obtained.add(image)
      memory.images.set(image, 'there')
    } finally {
      cancellable.delete(image)
      memory.imageWork.delete(image)
    }
  }

  const act = async (change: Change, signal: AbortSignal): Promise<void> => {
    const { expected } = memory
    switch (change.do) {
      case 'find-image':
        memory.images.set(change.image, (await containers.hasImage(change.image)) ? 'there' : 'missing')
        return
      case 'pull':
      case 'build':
        return obtain(change, signal)
      case 'create':
        await containers.create(change.spec)
        return
      case 'start':
        expected.stops.delete(change.id)
        expected.starts.add(change.id)
        memory.revived.add(change.id)
        changeRecord(memory, change.service, {
          notBefore: Math.max(recordOf(memory, change.service).notBefore, clock.elapsed() + START_PAUSE_MS),
        })
        await containers.start(change.id, change.spec)
        changeRecord(memory, change.service, { fault: null, retryAt: null })
        return
      case 'stop':
        expected.stops.add(change.id)
        return containers.stop(change.id, change.graceMs)
      case 'remove':
        expected.removals.add(change.id)
        await containers.remove(change.id)
        // When no service of the project is wanted, nothing of it should be left.
        if (![...memory.wanted.values()].includes('running')) await containers.removeNetwork()
        return
      case 'remove-volumes':
        await containers.removeVolumes(change.volumes)
        memory.dataRemoved.add(change.service)
    }
  }

  /** An image fault applies to every service that waits for the image; another fault to this service only. */
  const concerned = (change: Change) =>
    options
      .services()
      .filter((service) => ('service' in change ? service.id === change.service : service.image === change.image))
      .filter(({ id }) => memory.wanted.has(id))

  const fail = async (change: Change, thrown: unknown) => {
    if (thrown instanceof FaultError && isEngineFault(thrown.fault)) return
    if (change.do === 'create' && isImageMissing(thrown) && !obtained.has(change.spec.image)) {
      memory.images.set(change.spec.image, 'missing')
      return
    }
    for (const service of concerned(change)) {
      const fault = await explainFailure(options, service, thrown)
      const retryAt = fault.code === 'service-port-taken' ? clock.elapsed() + RETRY_MS : null
      if (memory.wanted.get(service.id) !== 'running') memory.wanted.delete(service.id)
      changeRecord(memory, service.id, { fault, retryAt })
    }
  }

  return {
    async perform(change, signal) {
      try {
        await act(change, signal)
      } catch (thrown) {
        const cancelled = 'image' in change && thrown instanceof Error && thrown.name === 'AbortError'
        if (!cancelled) await fail(change, thrown)
      }
    },
    cancel: (image) => cancellable.get(image)?.abort(),
    askAgain(image) {
      obtained.delete(image)
      memory.images.delete(image)
    },
  }
}

function isImageMissing(thrown: unknown): boolean {
  return thrown instanceof FaultError && thrown.fault.code === 'image-missing'
}
