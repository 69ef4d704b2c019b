import type { ReplaySpeed } from '@shared/model/replay'
import type { Api } from '../../state/connection/connection'

const PART_BYTES = 1_048_576

interface Target {
  readonly dataset: string
  readonly speed: ReplaySpeed
}

/**
 * Brings a file to main part by part; its replay then starts by itself. Resolves when the last part is there, or when the
 * replay was cancelled meanwhile.
 */
export async function uploadFile(api: Api, file: File, { dataset, speed }: Target): Promise<void> {
  const { id } = await api.replay.begin({ file: file.name, bytes: file.size, dataset, speed })
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    const part = new File([await read(file, offset)], file.name)
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
