import { setTimeout as sleep } from 'node:timers/promises'
import type { RegistryAddress } from '@main/ports/cluster-addresses'
import type { Http } from '@main/ports/http'
import { authorizationOf } from '@main/ports/http-authorization'
import { fetchFailure } from '@shared/lib/fetch-failure'
import { parseJson } from '@shared/lib/parse-json'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

/** A registry's REST interface. Every error thrown is a fault, mostly `registry-unavailable`. */
export interface Rest {
  /**
   * The answer's body, or null when it does not exist (404). Temporary errors are retried a few times. `refused` converts the error message
   * of a conflicting (409) or invalid (422) request to a fault; when it returns none, the answer is null.
   */
  ask<T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    answer: z.ZodType<T>,
    body?: unknown,
    refused?: (message: string) => FaultError | null,
  ): Promise<T | null>
  unavailable(reason: string, cause?: unknown): FaultError
  /** Aborts the requests in progress. */
  close(): void
}

const ANSWER_WITHIN_MS = 10_000
const PAUSES_MS = [200, 500, 1_000]
const SHORT = 400
const MEDIA = 'application/vnd.schemaregistry.v1+json'

const ErrorBody = z.object({ message: z.string() })

export function registryRest({ url, login }: RegistryAddress, { fetch }: Pick<Http, 'fetch'>): Rest {
  const base = url.replace(/\/+$/, '')
  const closed = new AbortController()
  const headers = { accept: `${MEDIA}, application/json`, 'content-type': MEDIA, ...authorizationOf(login) }
  const unavailable = (reason: string, cause?: unknown) =>
    new FaultError({ code: 'registry-unavailable', address: base, reason: reason.slice(0, SHORT) }, { cause })

  const once = async (method: string, path: string, body: unknown): Promise<{ status: number; text: string }> => {
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers,
        signal: AbortSignal.any([closed.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await response.text() }
    } catch (thrown) {
      throw unavailable(fetchFailure(thrown, ANSWER_WITHIN_MS), thrown)
    }
  }

  /** Every request is safe to repeat: registering an existing schema changes nothing. */
  const withRetries = async (method: string, path: string, body: unknown) => {
    for (const pause of PAUSES_MS) {
      try {
        const answer = await once(method, path, body)
        if (answer.status < 500 && answer.status !== 429) return answer
      } catch (thrown) {
        if (closed.signal.aborted) throw thrown
      }
      await sleep(pause, undefined, { signal: closed.signal }).catch(() => undefined)
    }
    return once(method, path, body)
  }

  return {
    async ask(method, path, answer, body, refused) {
      const { status, text } = await withRetries(method, path, body)
      if (status === 404) return null
      const read = parseJson(text)
      if (status < 300) {
        const understood = answer.safeParse(read)
        if (understood.success) return understood.data
        throw unavailable('what answers there is no schema registry')
      }
      const message = ErrorBody.safeParse(read).data?.message ?? `status ${status}`
      const known =
        (status === 409 || status === 422) && refused ? refused(message.slice(0, SHORT)) : unavailable(message)
      if (known) throw known
      return null
    },
    unavailable,
    close: () => closed.abort(),
  }
}
