import { fetchFailure } from '@shared/lib/fetch-failure'
import { parseJson } from '@shared/lib/parse-json'
import type { AirflowLogin } from '@shared/model/airflow'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

const ANSWER_WITHIN_MS = 10_000
const SHORT = 400
const BAD_TOKEN = /invalid jwt/i

export interface AirflowAddress {
  readonly url: string
  readonly dagId: string
}

/** Airflow's REST API, version 2, with a login. A token that expired is replaced once. */
export interface AirflowRest {
  /** The path after `/api/v2`. Returns the answer's JSON. Throws the faults of `Workflow`. */
  ask(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    options: { body?: unknown; signal: AbortSignal },
  ): Promise<unknown>
}

const Token = z.object({ access_token: z.string().min(1) })
const Refusal = z.object({ detail: z.unknown() })

/** `url` does not end with a slash. `login`: read for each new token, so that a corrected login is used at once. */
export function airflowRest({ url, dagId }: AirflowAddress, login: () => Promise<AirflowLogin | null>): AirflowRest {
  let token: string | null = null

  const send = async (path: string, init: RequestInit, signal: AbortSignal) => {
    try {
      const within = AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN_MS), signal])
      // A redirect would send the login elsewhere.
      const response = await fetch(`${url}${path}`, { ...init, redirect: 'manual', signal: within })
      return { status: response.status, text: await response.text() }
    } catch (thrown) {
      const reason = fetchFailure(thrown, ANSWER_WITHIN_MS).slice(0, SHORT)
      throw new FaultError({ code: 'airflow-unavailable', url, reason }, { cause: thrown })
    }
  }
  const notAirflow = (reason: string) => new FaultError({ code: 'airflow-unavailable', url, reason })

  const tokenNow = async (signal: AbortSignal): Promise<string> => {
    const kept = await login()
    if (kept === null) {
      // Its address may be wrong as well, and comes first.
      await send('/api/v2/version', {}, signal)
      throw new FaultError({ code: 'airflow-login', url, login: 'none' })
    }
    if ('token' in kept) return kept.token
    const body = JSON.stringify({ username: kept.user, password: kept.password })
    const headers = { 'content-type': 'application/json' }
    const { status, text } = await send('/auth/token', { method: 'POST', headers, body }, signal)
    if (status === 401 || status === 403) throw new FaultError({ code: 'airflow-login', url, login: 'password' })
    const parsed = Token.safeParse(parseJson(text))
    if (status >= 300 || !parsed.success) throw notAirflow(`/auth/token answers with ${status}, not as Airflow 3 does`)
    return parsed.data.access_token
  }

  return {
    async ask(method, path, { body, signal }) {
      for (let mayRenew = token !== null; ; mayRenew = false) {
        token ??= await tokenNow(signal)
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
        const { status, text } = await send(`/api/v2${path}`, init, signal)
        if (status < 300) {
          const json = parseJson(text)
          if (json === undefined) throw notAirflow('it answers with something else than JSON')
          return json
        }
        // Airflow answers 403 to a token that it did not make.
        if (status === 401 || (status === 403 && BAD_TOKEN.test(reasonOf(text)))) {
          token = null
          if (mayRenew) continue
          const kept = await login()
          const used = kept === null ? 'none' : 'token' in kept ? 'token' : 'password'
          throw new FaultError({ code: 'airflow-login', url, login: used })
        }
        if (status === 404) throw new FaultError({ code: 'airflow-dag-missing', url, dagId })
        if (status >= 500 || status < 400) throw notAirflow(`it answers with ${status}`)
        throw new FaultError({ code: 'airflow-refused', url, status, reason: reasonOf(text) })
      }
    },
  }
}

function reasonOf(text: string): string {
  const { data } = Refusal.safeParse(parseJson(text))
  const detail = data?.detail
  return (typeof detail === 'string' ? detail : JSON.stringify(detail ?? 'without a reason')).slice(0, SHORT)
}
