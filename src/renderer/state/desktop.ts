import type { OpenedFile } from '@shared/model/desktop'
import { useSyncExternalStore } from 'react'
import type { Api } from './connection/connection'

/** Whether this page is the desktop app's, and not a browser's. */
export function isDesktop(): boolean {
  return window.millrace === true
}

let log: OpenedFile | null = null
const listeners = new Set<() => void>()

/** The access log that was opened with Millrace and waits for its replay to be started, or null. */
export function useOpenedLog(): OpenedFile | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => log,
  )
}

export function setOpenedLog(file: OpenedFile | null): void {
  log = file
  for (const listener of [...listeners]) listener()
}

/** The bytes of an opened file from `offset`, at most `most`. Throws when the file is gone, or shorter than it was. */
export async function readOpenedFile(api: Api, file: OpenedFile, offset: number, most: number): Promise<ArrayBuffer> {
  const part = await api.desktop.read({ id: file.id, offset })
  if (part.size === 0 && offset < file.bytes) throw new Error(`${file.name} is shorter than it was. Open it again.`)
  // A log may have grown since it was opened: the new lines are for the next replay.
  return part.slice(0, Math.min(most, file.bytes - offset)).arrayBuffer()
}
