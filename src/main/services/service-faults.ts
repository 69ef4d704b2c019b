import type { Containers, ObservedContainer } from '@main/ports/containers'
import type { LocalPorts } from '@main/ports/local-ports'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Service } from '@shared/model/service'
import type { ServiceRecord } from './service-record'

const OUTPUT_LINES = 5
const OUTPUT_CHARS = 400
/** How many ports to try for a free one. */
const PORTS_TO_TRY = 50

export interface FaultSources {
  readonly containers: Containers
  readonly localPorts: LocalPorts
  /** Host ports that services use or will use. */
  readonly claimed: () => ReadonlySet<number>
}

/** Whether the engine itself does not answer. */
export function isEngineFault({ code }: Fault): boolean {
  return code === 'engine-gone' || code === 'engine-missing' || code === 'engine-denied'
}

/** The fault of a service, with its title and the facts that can be found. */
export async function explainFailure(
  sources: FaultSources,
  { title, ports }: Service,
  thrown: unknown,
): Promise<Fault> {
  if (!(thrown instanceof FaultError)) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return { code: 'service-start-failed', service: title, reason }
  }
  const { fault } = thrown
  if (fault.code === 'service-start-failed') return { ...fault, service: title }
  if (fault.code !== 'service-port-taken') return fault
  const variable = ports.find(({ host }) => host === fault.port)?.variable ?? null
  const by = await sources.localPorts.holder(fault.port)
  return { ...fault, service: title, by, variable, free: await freePort(sources, fault.port) }
}

/** The fault of a service that keeps dying, with the last lines of its output. */
export async function explainDeath(
  { containers }: FaultSources,
  { title, memoryLimitBytes, memoryVariable }: Service,
  container: ObservedContainer | undefined,
  { lastEnding }: ServiceRecord,
): Promise<Fault> {
  const lines = container ? await containers.lastPrinted(container.id, OUTPUT_LINES).catch(() => []) : []
  return {
    code: 'service-died',
    service: title,
    exitCode: lastEnding?.exitCode ?? container?.exitCode ?? null,
    outOfMemory: lastEnding?.outOfMemory ?? container?.outOfMemory ?? false,
    limitBytes: memoryLimitBytes,
    variable: memoryVariable,
    output: lines
      .map(({ text }) => text.trim())
      .filter((line) => line !== '')
      .join(' / ')
      .slice(-OUTPUT_CHARS),
  }
}

/** A free port near the taken one that no service uses; null when there is none nearby. */
export async function freePort({ localPorts, claimed }: FaultSources, near: number): Promise<number | null> {
  const wanted = claimed()
  for (let port = near + 1; port <= Math.min(near + PORTS_TO_TRY, 65_535); port++) {
    if (!wanted.has(port) && (await localPorts.isFree(port))) return port
  }
  return null
}
