import type { ChosenBackend } from '@shared/model/app'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Backend } from '../backends/backend'
import type { WatchedServices } from '../services/watched-services'

/** Opens another backend of the data directory beside the session's. `otherLog`: it must be opened again. */
export type OpenTarget = (
  chosen: ChosenBackend,
  otherLog: () => void,
) => Promise<{ readonly backend: Backend; readonly datasets: readonly Dataset[] }>

interface TargetOptions {
  readonly services: Pick<WatchedServices, 'start' | 'whenHealthy'>
  readonly openTarget: OpenTarget
}

/** A log that is new turns out to be another one at the first call; the next opening knows it. */
const OPENINGS = 3

/** Opens the backend, starts its services and its store, does the work, and closes it again. */
export async function withTarget<T>(
  options: TargetOptions,
  chosen: ChosenBackend,
  signal: AbortSignal,
  work: (target: Backend, datasets: readonly Dataset[]) => Promise<T>,
): Promise<T> {
  const { backend, datasets } = await openRightLog(options, chosen, signal)
  try {
    const server = await backend.ports.storeServer.start(signal)
    try {
      return await work(backend, datasets)
    } finally {
      await server.stop()
    }
  } finally {
    await backend.close()
  }
}

async function openRightLog({ services, openTarget }: TargetOptions, chosen: ChosenBackend, signal: AbortSignal) {
  for (let opening = 1; ; opening++) {
    signal.throwIfAborted()
    let isOther = false
    const opened = await openTarget(chosen, () => {
      isOther = true
    })
    try {
      const { refusal, environment = '' } = opened.backend
      if (refusal?.code === 'read-only') throw new FaultError({ code: 'copy-target-read-only', environment })
      if (refusal) throw new FaultError(refusal)
      const needed = opened.backend.neededServices()
      if (needed.length > 0) {
        services.start(needed)
        await services.whenHealthy(needed, signal)
      }
      for (const { name: topic, partitions } of opened.datasets) {
        await opened.backend.ports.log.createTopic(topic, partitions)
      }
      return opened
    } catch (thrown) {
      await opened.backend.close()
      signal.throwIfAborted()
      if (!isOther || opening === OPENINGS) throw thrown
    }
  }
}
