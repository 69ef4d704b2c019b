import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { WebhookReply, WebhookRequest, WebhookSender } from '@main/ports/webhooks'

const MOST_REDIRECTS = 3
/** These statuses repeat the same request at the new address. Others would change it to a GET, which delivers nothing. */
const SAME_REQUEST = [307, 308]

/** Posts over HTTP and HTTPS. Each request has its own connection, because requests are rare. */
export function httpWebhooks(): WebhookSender {
  return {
    async post(request, signal) {
      let url: URL = new URL(request.url)
      for (let redirects = 0; ; redirects++) {
        const reply = await postOnce(url, request, signal)
        if (!SAME_REQUEST.includes(reply.status) || reply.location === undefined) return reply
        if (redirects === MOST_REDIRECTS) throw new Error(`it was redirected more than ${MOST_REDIRECTS} times`)
        url = sameHost(url, reply.location)
      }
    },
  }
}

/** Only the configured receiver may get the message: no other host, and no one listening to a clear-text connection. */
function sameHost(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null
  const secure = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')
  if (!to || to.host !== from.host || !secure)
    throw new Error('it was redirected to another host, which is not followed')
  return to
}

function postOnce(
  url: URL,
  { headers, body }: WebhookRequest,
  signal: AbortSignal,
): Promise<WebhookReply & { location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body))
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': length }, agent: false, signal }
    const open = (answer: (incoming: IncomingMessage) => void) =>
      url.protocol === 'https:' ? httpsRequest(url, options, answer) : httpRequest(url, options, answer)
    const outgoing = open((incoming) => {
      // Only the status matters; the body may be endless.
      incoming.destroy()
      resolve({
        status: incoming.statusCode ?? 0,
        retryAfterMs: retryAfterOf(incoming),
        location: incoming.headers.location,
      })
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(new Error(reasonOf(error, url), { cause: error })))
    outgoing.end(body)
  })
}

function retryAfterOf({ headers }: IncomingMessage): number | null {
  const text = headers['retry-after']
  if (text === undefined) return null
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** The reason as text, without the address, because its path is often secret. */
function reasonOf(error: NodeJS.ErrnoException, { host }: URL): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `${host} did not answer in time`
  switch (error.code) {
    case 'ECONNREFUSED':
      return `${host} refused the connection`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} is not known`
    case 'ECONNRESET':
      return `${host} closed the connection`
    default:
      return `${host}: ${error.code ?? error.message}`
  }
}
