import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiContext } from '@main/api/context'
import { postEvents } from '@main/api/post-events'
import { sendJson } from './send-json'

const MOST_BYTES = 8 * 1024 * 1024
const RETRY_AFTER_S = 2

/** The dataset of `/events/DATASET`; null for other paths. */
export function datasetInPath(pathname: string): string | null {
  return /^\/events\/([a-z][a-z0-9_]{0,62})$/.exec(pathname)?.[1] ?? null
}

/** `POST /events/DATASET` of a client that was let in. */
export async function answerEvents(
  context: ApiContext | null,
  dataset: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return sendJson(response, 405, { detail: 'use POST' })
  if (!context) {
    response.setHeader('Retry-After', String(RETRY_AFTER_S))
    return sendJson(response, 503, { detail: 'the backend is being changed; send the same batch again in a moment' })
  }
  const bytes = await bytesOf(request)
  if (bytes === null) return sendJson(response, 413, { detail: `the body is larger than ${MOST_BYTES} bytes` })
  const header = request.headers['idempotency-key']
  const key = header === undefined ? randomUUID() : String(header)
  const type = request.headers['content-type'] ?? ''
  const { status, body, retryAfter } = await postEvents(context, { dataset, key, type, bytes })
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter))
  sendJson(response, status, body)
}

/** Null when it is too large. */
async function bytesOf(request: IncomingMessage): Promise<Uint8Array | null> {
  // Leaving the loop below early closes the connection, so a client that declares its size gets its answer first.
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MOST_BYTES) return null
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
