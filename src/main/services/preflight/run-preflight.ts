import type { Containers, EngineInfo, ObservedContainer } from '@main/ports/containers'
import type { LocalPorts } from '@main/ports/local-ports'
import type { Machine } from '@main/ports/machine'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Preflight, Service } from '@shared/model/service'
import type { Stack } from '../compose-file'
import { freePort } from '../service-faults'
import { type PreflightFacts, preflightOf, type TakenPort } from './preflight'

export interface PreflightOptions {
  readonly containers: Containers
  readonly localPorts: LocalPorts
  readonly machine: Machine
  readonly stack: Pick<Stack, 'services' | 'specs'>
  /** The services to start, in start order. */
  readonly chosen: readonly Service[]
}

/** Collects the facts for the preflight and evaluates them. Changes nothing. */
export async function runPreflight(options: PreflightOptions, signal?: AbortSignal): Promise<Preflight> {
  const { containers, chosen } = options
  const engine = await engineOf(containers, signal)
  const there = 'info' in engine
  const observed = there ? await containers.observe() : []
  return preflightOf({
    engine,
    services: chosen,
    images: there ? await imagesThere(containers, chosen) : new Set(),
    taken: await takenPorts(options, observed),
    freeDiskBytes: there ? await freeDisk(options.machine, engine.info) : null,
  })
}

async function engineOf(containers: Containers, signal?: AbortSignal): Promise<PreflightFacts['engine']> {
  try {
    return { info: await containers.engine(signal) }
  } catch (thrown) {
    signal?.throwIfAborted()
    if (!(thrown instanceof FaultError)) throw thrown
    return { fault: thrown.fault satisfies Fault }
  }
}

async function imagesThere(containers: Containers, services: readonly Service[]): Promise<Set<string>> {
  const found = await Promise.all(
    services.map(async ({ image }) => ((await containers.hasImage(image)) ? image : null)),
  )
  return new Set(found.filter((image) => image !== null))
}

/** An engine in a virtual machine has its own disk, whose free space is unknown here. */
async function freeDisk(machine: Machine, { host, dataRoot }: EngineInfo): Promise<number | null> {
  return host === machine.hostname && dataRoot !== '' ? machine.freeDisk(dataRoot) : null
}

/** A port that the service's own container publishes does not count as taken. */
async function takenPorts(
  { localPorts, stack, chosen, containers }: PreflightOptions,
  observed: readonly ObservedContainer[],
): Promise<Map<number, TakenPort>> {
  // A port offered to one service is not offered to another.
  const claimed = new Set(stack.services.flatMap(({ ports }) => ports.map(({ host }) => host)))
  const taken = new Map<number, TakenPort>()
  for (const { id, ports } of chosen) {
    const own = observed.find(({ service, state }) => service === id && state === 'running')
    if (own && (own.hash === null || own.hash === stack.specs.get(id)?.hash)) continue
    for (const { host } of ports) {
      if (await localPorts.isFree(host)) continue
      const free = await freePort({ localPorts, claimed: () => claimed, containers }, host)
      if (free !== null) claimed.add(free)
      taken.set(host, { by: await localPorts.holder(host), free })
    }
  }
  return taken
}
