import { assertNever } from '@shared/model/assert-never'
import { faultMessage } from '@shared/model/fault-message'
import type { EngineStatus } from '@shared/model/service'
import type { StageState } from '@shared/model/stage'

/** What is found for the embedded backend while it is in use: it works where its store does. */
export function embeddedFound(store: StageState | null): string | null {
  switch (store?.state) {
    case undefined:
    case 'stopped':
    case 'stopping':
      return null
    case 'running':
      return 'Running on this machine.'
    case 'starting':
    case 'waiting':
      return 'Starting…'
    case 'retrying':
      return faultMessage(store.fault)
    default:
      return assertNever(store)
  }
}

const GB = 1024 ** 3

/** What is found for the Docker backend. */
export function dockerFound(engine: EngineStatus | null): string | null {
  switch (engine?.state) {
    case undefined:
    case 'looking':
      return 'Looking for a container engine…'
    case 'connected':
      return `Found: ${engine.name} ${engine.version}, ${engine.cpus} CPUs, ${Math.round(engine.memoryBytes / GB)} GB of memory.`
    case 'away':
      return 'No container engine is running here. Start Docker or Podman to use this.'
    default:
      return assertNever(engine)
  }
}
