import type { EngineInfo } from '@main/ports/containers'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { Preflight, PreflightCheck, Service, ServicePort } from '@shared/model/service'

/** A port that another program uses, and a free one near it. */
export interface TakenPort {
  /** Null when it is unknown. */
  readonly by: string | null
  readonly free: number | null
}

/** The facts collected before a start. */
export interface PreflightFacts {
  readonly engine: { readonly info: EngineInfo } | { readonly fault: Fault }
  /** The services to start, in start order. */
  readonly services: readonly Service[]
  /** Images that the engine has. */
  readonly images: ReadonlySet<string>
  /** By host port. */
  readonly taken: ReadonlyMap<number, TakenPort>
  /** On the disk with the engine's data; null when that disk is not on this machine. */
  readonly freeDiskBytes: number | null
}

const GIGABYTE = 1e9
/** Limits are upper bounds, and services rarely reach them at the same time. With less than this share of their sum they hardly start. */
const HARDLY_ENOUGH = 0.5
/** An image of the stack has 0.2 to 2 GB; data and logs need space too. */
const DISK_FOR_DATA = 2 * GIGABYTE
const DISK_FOR_IMAGE = 1.5 * GIGABYTE
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** A preview of starting the services now, and what to do about each problem. */
export function preflightOf(facts: PreflightFacts): Preflight {
  const { engine, services } = facts
  const missing = 'fault' in engine ? [] : services.filter(({ image }) => !facts.images.has(image))
  const checks = [
    engineCheck(facts),
    ...('info' in engine ? [...reachCheck(engine.info), memoryCheck(engine.info, services)] : []),
    ...('info' in engine ? [diskCheck(facts, imagesOf(missing)), imagesCheck(services, missing)] : []),
    ...services.flatMap((service) => service.ports.map((port) => portCheck(facts, service, port))),
  ]
  return {
    checks,
    order: services.map(({ id }) => id),
    missing: missing.map(({ id, image, built }) => ({ service: id, image, built })),
    ready: checks.every(({ state }) => state !== 'bad'),
  }
}

type Found = Pick<PreflightCheck, 'id' | 'title' | 'found'> & Partial<PreflightCheck>

function good(check: Found): PreflightCheck {
  return { service: null, state: 'good', advice: null, fix: null, ...check }
}

function engineCheck({ engine }: PreflightFacts): PreflightCheck {
  const title = 'Container engine'
  if ('fault' in engine) {
    const found = { 'engine-denied': 'no access', 'engine-gone': 'not answering' }[engine.fault.code as string]
    return good({ id: 'engine', title, state: 'bad', found: found ?? 'not found', advice: faultMessage(engine.fault) })
  }
  const { name, version, socket } = engine.info
  return good({ id: 'engine', title, found: `${name} ${version} at ${socket}` })
}

/** Ports that a remote engine publishes on its own loopback are out of reach. */
function reachCheck({ socket, host }: EngineInfo): PreflightCheck[] {
  const far = /^(?:tcp|https?):\/\/(?<at>\[[^\]]*\]|[^:/]+)/.exec(socket)?.groups?.at
  if (far === undefined || LOOPBACK.includes(far)) return []
  const advice = `The services' ports are open on ${host} only. Use an engine of this machine: unset DOCKER_HOST, or choose another Docker context.`
  return [good({ id: 'reach', title: 'Reach', state: 'bad', found: 'the engine is on another machine', advice })]
}

function memoryCheck({ memoryBytes }: EngineInfo, services: readonly Service[]): PreflightCheck {
  const neededBytes = services.reduce((sum, { memoryLimitBytes }) => sum + (memoryLimitBytes ?? 0), 0)
  const found = `${gigabytes(memoryBytes)} for up to ${gigabytes(neededBytes)}`
  const check = { id: 'memory', title: 'Memory', found }
  if (memoryBytes >= neededBytes) return good(check)
  const advice = faultMessage({ code: 'memory-short', neededBytes, availableBytes: memoryBytes })
  return good({ ...check, state: memoryBytes < neededBytes * HARDLY_ENOUGH ? 'bad' : 'warning', advice })
}

function diskCheck({ freeDiskBytes }: PreflightFacts, missing: number): PreflightCheck {
  const check = { id: 'disk', title: 'Disk' }
  if (freeDiskBytes === null) {
    return good({ ...check, found: 'not known: the engine keeps its data inside a virtual machine of its own' })
  }
  const found = `${gigabytes(freeDiskBytes)} free for images and data`
  const wanted = DISK_FOR_DATA + missing * DISK_FOR_IMAGE
  if (freeDiskBytes >= wanted) return good({ ...check, found })
  const state = freeDiskBytes < DISK_FOR_DATA ? 'bad' : 'warning'
  const advice = `Images and data want about ${gigabytes(wanted)}. Free some space, for example with "docker system prune".`
  return good({ ...check, state, found, advice })
}

/** Services can share an image. */
function imagesOf(services: readonly Service[]): number {
  return new Set(services.map(({ image }) => image)).size
}

function imagesCheck(services: readonly Service[], missing: readonly Service[]): PreflightCheck {
  const built = missing.filter((service) => service.built).length
  const pulled = missing.length - built
  const parts = [
    `${services.length - missing.length} of ${services.length} are there`,
    ...(pulled > 0 ? [`${pulled} to pull`] : []),
    ...(built > 0 ? [`${built} to build`] : []),
  ]
  return good({ id: 'images', title: 'Images', found: parts.join(', ') })
}

function portCheck({ taken, services }: PreflightFacts, service: Service, port: ServicePort): PreflightCheck {
  const { host, variable } = port
  const check = { id: `port-${service.id}-${port.container}`, title: `Port ${host}`, service: service.id }
  const other = services.find((each) => each.ports.some((its) => its.host === host && its !== port))
  const problem = taken.get(host) ?? (other ? { by: other.title, free: null } : null)
  if (!problem) return good({ ...check, found: `free for ${service.title}` })
  const { by, free } = problem
  const fault: Fault = { code: 'service-port-taken', service: service.title, port: host, by, variable, free }
  const fix =
    variable !== null && free !== null
      ? ({ fix: 'use-port', service: service.id, variable, port: free } as const)
      : null
  return good({
    ...check,
    state: 'bad',
    found: `used by ${by ?? 'another program'}`,
    advice: faultMessage(fault),
    fix,
  })
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`
}
