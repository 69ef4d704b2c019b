import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { endpointOf, endpointText, ProbeFailure } from '@main/ports/connection-probe'
import type { Tls } from '@main/ports/tls'
import { codeOf } from './reach'
import { tlsTo } from './tls-handshake'

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** When it was sent and when the answer began, epoch ms. */
  readonly sentAt: number
  readonly answeredAt: number
}

export interface HttpQuestion {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly tls?: Tls | undefined
}

const MOST_BYTES = 262_144

/** One request over a connection of its own. Throws `ProbeFailure`. */
export async function ask(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method = 'GET', headers = {}, body, tls = {} } = question
  const endpoint = endpointOf(url)
  const secure = url.startsWith('https:')
  const sentAt = Date.now()
  const options = { method, headers, signal, agent: false as const }
  const request = secure ? https.request(url, { ...options, ...tlsTo(endpoint.host, tls) }) : http.request(url, options)
  try {
    request.end(body)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const answeredAt = Date.now()
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await textOf(response),
      sentAt,
      answeredAt,
    }
  } catch (thrown) {
    throw new ProbeFailure(failure(endpointText(endpoint), secure, codeOf(thrown)))
  } finally {
    request.destroy()
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) {
    text += String(chunk)
    if (text.length > MOST_BYTES) break
  }
  return text
}

function failure(at: string, secure: boolean, code: string): string {
  if (code === 'ABORT_ERR') return `${at} accepts the connection and does not answer.`
  if (code.includes('CERTIFICATE_REQUIRED') || code.includes('ALERT_HANDSHAKE_FAILURE')) {
    return `${at} asks for a client certificate. Give a certificate and its key.`
  }
  if (!secure && (code.startsWith('HPE_') || code === 'ECONNRESET')) {
    return `${at} does not answer in plain HTTP. If it speaks TLS, write https:// in its address.`
  }
  return `The request to ${at} fails (${code}).`
}
