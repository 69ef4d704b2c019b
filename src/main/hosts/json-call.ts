import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiContext } from '@main/api/context'
import type { MinuteWorkRequest } from '@main/api/minute-work/minute-work'
import { readJson } from './read-json'
import { sendJson } from './send-json'

/** Answers the calls that it knows; null for other paths. */
export type Route = (
  context: ApiContext,
  call: MinuteWorkRequest,
) => Promise<{ readonly status: number; readonly body: unknown } | null>

/** The token that a program sends. */
export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
}

/** Null when the request names no path. */
export function urlOf({ url }: IncomingMessage): URL | null {
  return URL.parse(`http://127.0.0.1${url?.startsWith('/') ? url : '/'}`)
}

/** Answers a request that was let in; its body and the answer are JSON. */
export async function answerCall(
  route: Route,
  context: ApiContext | null,
  { pathname: path, searchParams: query }: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!context) return sendJson(response, 503, { detail: 'the backend is being changed; try again in a moment' })
  const method = request.method ?? 'GET'
  const body = method === 'POST' ? await readJson(request) : { ok: true as const, value: undefined }
  if (!body.ok) return sendJson(response, body.status, { detail: body.problem })
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const reply = await route(context, { method, path, query, body: body.value, signal: gone.signal })
  sendJson(response, reply?.status ?? 404, reply?.body ?? { detail: 'not found' })
}

/** For what an answer throws. */
export function sendFailure(response: ServerResponse, error: Error): void {
  if (response.headersSent) response.destroy()
  else sendJson(response, 500, { detail: error.message })
}
