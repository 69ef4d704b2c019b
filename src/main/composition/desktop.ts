import { randomUUID } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Desktop } from '@main/ports/desktop'
import type { PageActionQueue } from '@main/shell/page-action-queue'
import type { DesktopInfo, OpenedFile, Theme } from '@shared/model/desktop'
import { FaultError } from '@shared/model/fault'

const PART_BYTES = 1_048_576
/** The number of opened files that the page can still read. Opening another one forgets the oldest. */
const KEPT = 20

export interface DesktopOptions {
  info(): DesktopInfo
  readonly actions: PageActionQueue
  onTheme(theme: Theme): void
}

export interface OpenDesktop extends Desktop {
  /** Registers a file that the user opened with Millrace. Throws an `Error` whose message says why it cannot be used. */
  openFile(file: { readonly path: string; readonly kind: OpenedFile['kind'] }): Promise<OpenedFile>
}

/** The desktop's side of the contract: actions for the page, and the bytes of files that the user opened. */
export function createDesktop({ info, actions, onTheme }: DesktopOptions): OpenDesktop {
  const paths = new Map<string, string>()
  return {
    info,
    actions: (signal) => actions.follow(signal),
    setTheme: onTheme,
    async openFile({ path, kind }) {
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
        throw new Error(`${path} cannot be opened (${error.code}).`, { cause: error })
      })
      // A pipe or a device has no end.
      if (!found.isFile()) throw new Error(`${path} is not a file.`)
      const id = randomUUID()
      const [oldest] = paths.keys()
      if (paths.size >= KEPT && oldest !== undefined) paths.delete(oldest)
      paths.set(id, path)
      return { id, name: basename(path), bytes: found.size, kind }
    },
    async read(id, offset) {
      const path = paths.get(id)
      if (path === undefined) throw gone('the opened file', 'it was opened too long ago')
      try {
        await using file = await open(path, 'r')
        const part = new Uint8Array(PART_BYTES)
        const { bytesRead } = await file.read(part, 0, PART_BYTES, offset)
        return part.subarray(0, bytesRead)
      } catch (thrown) {
        throw gone(basename(path), (thrown as NodeJS.ErrnoException).code ?? String(thrown))
      }
    },
  }
}

function gone(file: string, reason: string): FaultError {
  return new FaultError({ code: 'opened-file-gone', file, reason })
}
