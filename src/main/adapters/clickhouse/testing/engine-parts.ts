import { join } from 'node:path'
import { folderObjectStore } from '@main/adapters/folder/object-store'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import type { ObjectStore } from '@main/ports/object-store'
import type { Store } from '@main/ports/store'
import type { TempFiles } from '@main/ports/temp-files'
import { openEmbeddedStore } from './embedded-store'

/** What engines read: the embedded store, and extracts in a folder. */
export interface EngineParts {
  readonly store: Store
  readonly objects: ObjectStore
  /** The folder of the objects. */
  readonly objectsDir: string
  readonly temp: TempFiles
  close(): Promise<void>
}

export async function openEngineParts(): Promise<EngineParts> {
  const { dir, store, close } = await openEmbeddedStore()
  // Spark reads some of these characters as a pattern, and Hadoop decodes none.
  const objectsDir = join(dir, 'objects of [1] {a,b} 100%20 ü #?*')
  return {
    store,
    objects: folderObjectStore(objectsDir),
    objectsDir,
    temp: await openTempFiles(join(dir, 'tmp')),
    close,
  }
}
