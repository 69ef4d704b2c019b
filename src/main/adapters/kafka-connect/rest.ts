import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectAddress } from '@main/ports/cluster-addresses'
import type { Http } from '@main/ports/http'
import { authorizationOf } from '@main/ports/http-authorization'
import { fetchFailure } from '@shared/lib/fetch-failure'
import { parseJson } from '@shared/lib/parse-json'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

const ANSWER_WITHIN_MS = 15_000
const CONFLICT_TRIES = 40
const SHORT = 400

/** Kafka Connect's REST interface at one address. Throws `connect-unavailable`, or `connector-failed` when the request is refused. */
export interface Rest {
  /**
   * Sends a request about a connector; `what` is the rest of the path. Returns the answer's body, undefined without a body, or null when
   * the connector does not exist (404). Waits while the workers rebalance (409).
   */
  ask(connector: string, method: 'GET' | 'POST' | 'PUT' | 'PATCH', what: string, options?: AskOptions): Promise<unknown>
  create(connector: string, body: unknown): Promise<void>
}

export interface AskOptions {
  readonly body?: unknown
  readonly signal?: AbortSignal
}

const ErrorBody = z.object({ error_code: z.int(), message: z.string() })

export function connectRest(
  { url: address, login }: ConnectAddress,
  { fetch }: Pick<Http, 'fetch'>,
  conflictWaitMs: number,
): Rest {
  const base = address.replace(/\/+$/, '')
  const headers = { accept: 'application/json', 'content-type': 'application/json', ...authorizationOf(login) }
  const unavailable = (reason: string, cause?: unknown) =>
    new FaultError({ code: 'connect-unavailable', address, reason: reason.slice(0, SHORT) }, { cause })
  const failed = (status: number, message: string) =>
    new FaultError({ code: 'connect-unavailable', address, reason: message.slice(0, SHORT), status })

  const once = async (method: string, path: string, { body, signal }: AskOptions) => {
    const within = AbortSignal.timeout(ANSWER_WITHIN_MS)
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers,
        signal: signal ? AbortSignal.any([within, signal]) : within,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await response.text() }
    } catch (thrown) {
      throw unavailable(fetchFailure(thrown, ANSWER_WITHIN_MS), thrown)
    }
  }

  const ask = async (connector: string, method: string, path: string, options: AskOptions): Promise<unknown> => {
    for (let left = CONFLICT_TRIES; ; left--) {
      const { status, text } = await once(method, path, options)
      if (status < 300) return text === '' ? undefined : parseJson(text)
      const error = ErrorBody.safeParse(parseJson(text)).data
      // While a worker starts, its web server answers before Kafka Connect does, and knows no path yet.
      if (status === 404 && error === undefined) throw unavailable('it is starting')
      if (status === 404) return null
      const message = error?.message ?? wordsOf(text)
      if (status === 409 && left > 0 && !options.signal?.aborted) {
        await sleep(conflictWaitMs)
        continue
      }
      if (status === 409 || status >= 500) throw failed(status, message)
      throw new FaultError({ code: 'connector-failed', connector, reason: message.slice(0, SHORT) })
    }
  }

  return {
    ask: (connector, method, what, options = {}) =>
      ask(connector, method, `/connectors/${encodeURIComponent(connector)}${what}`, options),
    async create(connector, body) {
      await ask(connector, 'POST', '/connectors', { body })
    },
  }
}

/** The reason in an answer that is not Kafka Connect's own, such as a proxy's page. */
function wordsOf(text: string): string {
  const words = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words === '' ? 'without a word' : words
}
