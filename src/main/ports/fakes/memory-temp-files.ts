import type { TempFiles } from '../temp-files'

/** Temporary files in memory, for tests. */
export interface MemoryTempFiles extends TempFiles {
  readonly files: Map<string, Uint8Array>
}

export function createMemoryTempFiles(): MemoryTempFiles {
  const files = new Map<string, Uint8Array>()
  let made = 0
  return {
    files,
    async use(work) {
      const path = `file ${++made}`
      try {
        return await work(path)
      } finally {
        files.delete(path)
      }
    },
    async write(path, chunks) {
      files.set(path, await wholeOf(chunks))
    },
  }
}

/** Keeps the whole file in memory. */
export async function wholeOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return new Uint8Array(Buffer.concat(all))
}

export async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}
