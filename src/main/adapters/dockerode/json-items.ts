import type { Readable } from 'node:stream'

/** Much longer than any item of the engine. */
const LONGEST = 4 * 1024 * 1024

/** The JSON values of a stream, one per line or directly after each other. Skips text that is not JSON. */
export async function* jsonItems(stream: Readable): AsyncGenerator<unknown, void, undefined> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of stream) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield* parsed(line)
    if (rest.length > LONGEST) rest = ''
  }
  yield* parsed(rest)
}

function* parsed(line: string): Generator<unknown, void, undefined> {
  if (line.trim() === '') return
  try {
    yield JSON.parse(line)
  } catch {
    // A proxy in front of the engine may add its own line.
  }
}
