import type { OpenedFile } from '@shared/model/desktop'
import type { Api } from './connection/connection'
import { createSharedValue } from './shared-value'

/** The access log that was opened with Millrace and waits for its replay to be started, or null. */
export const { use: useOpenedAccessLog, set: setOpenedAccessLog } = createSharedValue<OpenedFile | null>(null)

/** The bytes of an opened file from `offset`, at most `most`. Throws when the file is gone, or shorter than it was. */
export async function readOpenedFile(api: Api, file: OpenedFile, offset: number, most: number): Promise<ArrayBuffer> {
  const part = await api.desktop.read({ id: file.id, offset })
  if (part.size === 0 && offset < file.bytes) throw new Error(`${file.name} is shorter than it was. Open it again.`)
  // A log may have grown since it was opened: the new lines are for the next replay.
  return part.slice(0, Math.min(most, file.bytes - offset)).arrayBuffer()
}
