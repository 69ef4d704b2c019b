import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { AccessControl } from './access-control'
import { readJson } from './read-json'
import { sendJson } from './send-json'

/** The page of a browser opens a session with the token of the address, or extends its session with its key. */
const Opening = z.object({ token: z.string().max(200).optional(), key: z.string().max(200).optional() })

interface SessionRequests {
  readonly access: AccessControl
  /** After the token was renewed. */
  readonly onRenewed: () => void
}

/**
 * `POST /session` opens or extends a session, `POST /session/renew` makes a new token and opens a session with it, `DELETE /session` logs
 * this browser out. Only pages of this server may ask: the caller has compared the origin, and a request without one is refused here.
 */
export async function answerSession(
  { access, onRenewed }: SessionRequests,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, cookie } = request.headers
  if (origin === undefined) return sendJson(response, 403, { detail: 'only the window itself may ask for a session' })
  const open = () => {
    const session = access.openSession(origin.startsWith('https://'))
    response.setHeader('Set-Cookie', session.cookie)
    sendJson(response, 200, { key: session.key })
  }
  if (path === '/session' && request.method === 'DELETE') {
    response.setHeader('Set-Cookie', access.noCookie)
    return sendJson(response, 200, {})
  }
  if (request.method !== 'POST') return sendJson(response, 405, { detail: 'use POST or DELETE' })
  const body = await readJson(request)
  if (!body.ok) return sendJson(response, body.status, { detail: body.problem })
  const { data } = Opening.safeParse(body.value)
  if (path === '/session/renew') {
    if (!access.isSession(cookie, data?.key)) return sendJson(response, 401, { detail: 'no session' })
    await access.renew()
    open()
    return onRenewed()
  }
  if (access.isToken(data?.token) || access.isSession(cookie, data?.key)) return open()
  sendJson(response, 401, { detail: 'no session, and no valid token' })
}
