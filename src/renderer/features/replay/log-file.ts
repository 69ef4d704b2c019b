import type { OpenedFile } from '@shared/model/desktop'
import type { LogFormat } from '@shared/model/log-format'
import type { ReplaySpeed } from '@shared/model/replay'
import type { Api } from '../../state/connection/connection'
import { readOpenedFile } from '../../state/opened-access-log'

const PART_BYTES = 1_048_576

/** A file of the page, or one that was opened with Millrace and stays in main. */
export interface LogFile {
  /** Differs from that of every other choice. */
  readonly id: string
  readonly name: string
  readonly size: number
  /** At most a mebibyte from `offset`. */
  read(api: Api, offset: number): Promise<ArrayBuffer>
}

let choices = 0

export function chosenFile(file: File): LogFile {
  return { id: `chosen ${choices++}`, name: file.name, size: file.size, read: (_, offset) => read(file, offset) }
}

export function openedFile(file: OpenedFile): LogFile {
  const { id, name, bytes } = file
  return { id, name, size: bytes, read: (api, offset) => readOpenedFile(api, file, offset, PART_BYTES) }
}

interface Target {
  readonly dataset: string
  readonly speed: ReplaySpeed
  readonly format: LogFormat | null
}

/**
 * Sends a file to main in parts; then its replay starts automatically. Resolves when the last part has arrived, or when the
 * replay was cancelled meanwhile.
 */
export async function uploadFile(api: Api, file: LogFile, target: Target): Promise<void> {
  const { id } = await api.replay.begin({ file: file.name, bytes: file.size, ...target })
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    const part = new File([await file.read(api, offset)], file.name)
    try {
      await api.replay.upload({ id, offset, part })
    } catch (thrown) {
      if (await isCancelled(api, id)) return
      throw thrown
    }
  }
}

async function read(file: File, offset: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(offset, offset + PART_BYTES).arrayBuffer()
  } catch (thrown) {
    throw new Error(`${file.name} can no longer be read. Choose it again.`, { cause: thrown })
  }
}

async function isCancelled(api: Api, id: string): Promise<boolean> {
  for await (const jobs of await api.replay.feed()) return jobs.find((job) => job.id === id)?.state === 'cancelled'
  return false
}
