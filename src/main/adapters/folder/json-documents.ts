import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Documents } from '@main/ports/documents'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { FaultError } from '@shared/model/fault'
import { writeAtomically } from './write-atomically'

export function folderDocuments(dir: string): Documents {
  const path = (name: string) => join(dir, name)
  /** Writes keep their order, so the last value wins. */
  const inTurn = oneAtATime()
  return {
    path,
    async read(name) {
      const text = await readFile(path(name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw new FaultError({
          code: 'settings-invalid',
          file: path(name),
          problem: `it cannot be read (${error.code})`,
        })
      })
      if (text === null) return null
      try {
        return JSON.parse(text)
      } catch (error) {
        const problem = `it is not JSON (${(error as Error).message})`
        throw new FaultError({ code: 'settings-invalid', file: path(name), problem }, { cause: error })
      }
    },
    write(name, value) {
      const body = new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
      return inTurn(() => writeAtomically(path(name), body))
    },
  }
}
