import { openDataDir } from '@main/adapters/folder/data-dir'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import { secretsFile } from '@main/adapters/folder/secrets-file'
import { lockDataDir } from '@main/adapters/sqlite/instance-lock'
import { environmentOf } from '@main/composition/checked-settings'
import { ENVIRONMENT_SECRETS, type EnvironmentStore, openEnvironments } from '@main/composition/environment-store'
import { openSettings } from '@main/composition/settings-store'

/** The environments of a data directory, for reading only. */
export async function readEnvironments(dataDir: string): Promise<EnvironmentStore> {
  const documents = folderDocuments(dataDir)
  const { feed } = await openSettings(documents)
  return openEnvironments(documents, secretsFile(dataDir, null, ENVIRONMENT_SECRETS), () => environmentOf(feed.value))
}

/** The same for changes, which no running Millrace may overwrite. Throws `data-dir-in-use`. */
export async function changeEnvironments<T>(
  dataDir: string,
  change: (environments: EnvironmentStore) => Promise<T>,
): Promise<T> {
  await openDataDir(dataDir)
  const lock = await lockDataDir(dataDir)
  try {
    return await change(await readEnvironments(dataDir))
  } finally {
    lock.release()
  }
}
