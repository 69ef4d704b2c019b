import type { Containers } from '@main/ports/containers'
import { type Fault, FaultError } from '@shared/model/fault'

/** An engine that refuses everything with the reason why it cannot be used. */
export function unavailableContainers(fault: Fault): Containers {
  const refuse = async (): Promise<never> => {
    throw new FaultError(fault)
  }
  const refuseItems = async function* (): AsyncGenerator<never> {
    yield await refuse()
  }
  return {
    engine: refuse,
    observe: refuse,
    changes: refuseItems,
    hasImage: refuse,
    pull: refuse,
    build: refuse,
    create: refuse,
    start: refuse,
    stop: refuse,
    remove: refuse,
    removeVolumes: refuse,
    removeNetwork: refuse,
    printed: refuseItems,
    lastPrinted: refuse,
    usage: refuseItems,
  }
}
