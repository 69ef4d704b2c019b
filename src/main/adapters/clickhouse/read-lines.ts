import { FaultError } from '@shared/model/fault'

const MOST_BYTES = 64_000_000

/** The lines of an answer that is held in memory. Throws `store-rejected` with the reason `tooLarge` when it does not fit. */
export async function readLines(chunks: AsyncIterable<Uint8Array>, tooLarge: string): Promise<string[]> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new FaultError({ code: 'store-rejected', reason: tooLarge })
    parts.push(chunk)
  }
  const text = Buffer.concat(parts).toString('utf8')
  return text.split('\n').filter((line) => line !== '')
}
