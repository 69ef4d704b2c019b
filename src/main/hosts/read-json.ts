import type { IncomingMessage } from 'node:http'

const MAX_BODY = 1_000_000

export type JsonBody = { ok: true; value: unknown } | { ok: false; status: number; problem: string }

/** The body of a request, with the status and the problem if it is not JSON or too large. */
export async function readJson(request: IncomingMessage): Promise<JsonBody> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return { ok: false, status: 415, problem: 'send application/json' }
  }
  const tooLarge = { ok: false, status: 413, problem: `the body is larger than ${MAX_BODY} bytes` } as const
  // Leaving the loop below early closes the connection, so a client that declares its size gets its answer first.
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MAX_BODY) return tooLarge
    chunks.push(chunk as Buffer)
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { ok: false, status: 400, problem: 'the body is not JSON' }
  }
}
