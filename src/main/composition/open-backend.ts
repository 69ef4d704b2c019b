import { join } from 'node:path'
import type { ChosenBackend } from '@shared/model/app'
import { assertNever } from '@shared/model/assert-never'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Backend } from '../backends/backend'
import type { RunningServices } from '../backends/docker/running-services'
import { openEmbedded } from '../backends/embedded'
import type { AnalysisOptions } from '../backends/open-analyser'
import type { ChildLauncher } from '../ports/child-launcher'
import type { EnvironmentStore } from './environment-store'

interface BackendParts {
  readonly dataDir: string
  readonly moduleDir: URL
  readonly composeDir: string
  readonly launcher: ChildLauncher
  readonly logMaxBytes: () => number
  readonly analysis: AnalysisOptions
  readonly services: RunningServices
  readonly environments: EnvironmentStore
  /** The log holds another log than the open state belongs to: the backend must be opened again. */
  readonly otherLog: () => void
}

/** The backend that the settings name, and the datasets as they are there. */
interface OpenedBackend {
  readonly backend: Backend
  readonly datasets: readonly Dataset[]
}

/** The clients of clusters are loaded only with a backend that uses them: they take longer to load than all the rest. */
export function createOpenBackend(
  parts: BackendParts,
): (chosen: ChosenBackend, datasets: readonly Dataset[]) => Promise<OpenedBackend> {
  const { dataDir, environments, services, launcher, ...common } = parts
  return async ({ backend: name, environment: chosen }, datasets) => {
    switch (name) {
      case 'embedded':
        return { backend: await openEmbedded({ ...common, dataDir, launcher }), datasets }
      case 'docker': {
        const { openDocker } = await import('../backends/docker/docker')
        return { backend: await openDocker({ ...common, dir: join(dataDir, 'docker'), services, datasets }), datasets }
      }
      case 'external': {
        if (chosen === null) throw new FaultError({ code: 'environment-not-chosen' })
        const environment = environments.get(chosen)
        const { partitions } = environment.kafka
        const there = partitions === null ? datasets : datasets.map((dataset) => ({ ...dataset, partitions }))
        const { openExternal } = await import('../backends/external/external')
        const backend = await openExternal({
          ...common,
          dir: join(dataDir, 'environments'),
          environment,
          secrets: await environments.secrets(chosen),
          datasets: there,
        })
        return { backend, datasets: there }
      }
      default:
        return assertNever(name)
    }
  }
}
