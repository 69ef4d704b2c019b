import type { Http, TokenSource } from '@main/ports/http'
import type { KafkaLogin } from '@main/ports/kafka-address'
import { fetchFailure } from '@shared/lib/fetch-failure'
import { parseJson } from '@shared/lib/parse-json'
import { z } from 'zod'

export type ClientCredentials = Omit<Extract<KafkaLogin, { mechanism: 'OAUTHBEARER' }>, 'mechanism'>

const ANSWER_WITHIN_MS = 8_000
/** A token is renewed this part of its life before its end, at least this long. */
const RENEW_BEFORE = 0.2
const RENEW_BEFORE_MS = 10_000
/** RFC 6749 lets a server leave out how long its token is valid. */
const UNSAID_LIFE_S = 60
const SHORT = 200

const Token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().optional() })
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() })

/** Tokens by client credentials (RFC 6749, section 4.4), each fetched once for all who ask. Errors never contain the secret. */
export function clientCredentials(login: ClientCredentials, http: Pick<Http, 'fetch'>): TokenSource {
  let kept: { readonly token: string; readonly until: number } | null = null
  let fetching: Promise<string> | null = null

  const fetchToken = async (): Promise<string> => {
    const asked = performance.now()
    const answer = await post(login, http)
    const life = (answer.expires_in ?? UNSAID_LIFE_S) * 1_000
    kept = { token: answer.access_token, until: asked + life - Math.max(life * RENEW_BEFORE, RENEW_BEFORE_MS) }
    return answer.access_token
  }

  return async () => {
    if (kept && performance.now() < kept.until) return kept.token
    fetching ??= fetchToken().finally(() => {
      fetching = null
    })
    return fetching
  }
}

async function post({ tokenUrl, clientId, clientSecret, scope }: ClientCredentials, { fetch }: Pick<Http, 'fetch'>) {
  const failed = (why: string, cause?: unknown) =>
    new Error(`${tokenUrl} gave no token: ${why.slice(0, SHORT)}`, { cause })
  // Form encoding first, as RFC 6749, section 2.3.1, asks.
  const user = new URLSearchParams([[clientId, clientSecret]]).toString().replace('=', ':')
  let status: number
  let text: string
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(user).toString('base64')}`,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    status = response.status
    text = await response.text()
  } catch (thrown) {
    throw failed(fetchFailure(thrown, ANSWER_WITHIN_MS), thrown)
  }
  const body = parseJson(text)
  const token = Token.safeParse(body)
  if (status === 200 && token.success) return token.data
  const refusal = Refusal.safeParse(body)
  if (!refusal.success) throw failed(`it answered with status ${status}`)
  const { error, error_description: more } = refusal.data
  throw failed(more ? `${error} (${more})` : error)
}
