import type { Readable } from 'node:stream'

/** No item of the engine's is nearly as long. */
const LONGEST = 4 * 1024 * 1024

/** The JSON values of a stream, one a line or right after each other's line. What is no JSON is left out. */
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
    // A proxy before the engine may add a line of its own.
  }
}
