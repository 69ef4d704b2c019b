import { dirname } from 'node:path'
import { dockerodeContainers } from '@main/adapters/dockerode/dockerode-containers'
import { engineFinder } from '@main/adapters/dockerode/find-engine'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import { secretsFile } from '@main/adapters/folder/secrets-file'
import { localPorts } from '@main/adapters/local-ports/local-ports'
import { thisMachine } from '@main/adapters/machine/this-machine'
import { encryptionOf } from '@main/composition/open-services'
import { projectName } from '@main/composition/project-name'
import { openSettings } from '@main/composition/settings-store'
import { loadComposeFile } from '@main/services/compose-file'
import { runPreflight } from '@main/services/preflight/run-preflight'
import { isChosen } from '@main/services/services-status'
import type { Preflight } from '@shared/model/service'
import { version } from '../../../package.json'

/** What a start of the services would meet, without making or changing anything; and whether the backend in force needs them. */
export async function inspectServices(
  composeDir: string,
  dataDir: string,
): Promise<{ preflight: Preflight; needed: boolean }> {
  const compose = await loadComposeFile(composeDir)
  const { services: choices, backend } = (await openSettings(folderDocuments(dataDir))).feed.value
  const name = projectName(compose.project, dataDir)
  const required = compose.variables.filter((variable) => variable.required)
  // Passwords that were not made yet, or cannot be opened here, change nothing of what is looked at.
  const passwords = await secretsFile(dataDir, null)
    .read()
    .catch(() => ({}))
  const encryption = encryptionOf(compose, dataDir, null)
  await encryption.read().catch(() => undefined)
  const standIns = Object.fromEntries(required.map((variable) => [variable.name, variable.name]))
  const stack = compose.resolve({
    ...standIns,
    ...passwords,
    ...choices.variables,
    ...(choices.encrypt ? encryption.values() : {}),
  })
  const preflight = await runPreflight({
    containers: dockerodeContainers({
      find: engineFinder(),
      project: { name, file: compose.path, folder: dirname(compose.path), version },
      isOurs: () => false,
    }),
    localPorts: localPorts(),
    machine: thisMachine(),
    stack,
    chosen: stack.services.filter((service) => isChosen(service, choices.profiles)),
  })
  return { preflight, needed: backend === 'docker' }
}
