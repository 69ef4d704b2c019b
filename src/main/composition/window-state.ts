import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import { WindowState } from '@main/shell/window-placement'

const DOCUMENT = 'window.json'

export interface WindowStateStore {
  readonly value: WindowState
  set(state: WindowState): void
  /** Resolves once the newest state is on disk, or could not be written. */
  saved(): Promise<void>
}

/** Read at once, because the first window needs it. The app also runs when the file cannot be read or written. */
export function openWindowState(dir: string, log: (line: string) => void): WindowStateStore {
  const documents = folderDocuments(dir)
  let value = WindowState.parse(contentOf(join(dir, DOCUMENT)))
  let writing: Promise<void> = Promise.resolve()
  return {
    get value() {
      return value
    },
    set(state) {
      if (JSON.stringify(state) === JSON.stringify(value)) return
      value = state
      writing = documents
        .write(DOCUMENT, state)
        .catch((error: unknown) => log(`The places of the windows could not be saved: ${String(error)}`))
    },
    saved: () => writing,
  }
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
