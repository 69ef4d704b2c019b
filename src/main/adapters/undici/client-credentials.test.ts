import type { Fetch } from '@main/ports/http'
import { expect, it, vi } from 'vitest'
import { clientCredentials } from './client-credentials'

const LOGIN = { tokenUrl: 'https://login.example.com/token', clientId: 'mill race', clientSecret: 'se:cret/ü' }

function server(answer: () => Response | Promise<Response>) {
  const asked: { url: string; init: NonNullable<Parameters<Fetch>[1]> }[] = []
  const fetch: Fetch = async (url, init = {}) => {
    asked.push({ url, init })
    return answer()
  }
  return { http: { fetch }, asked }
}

const token = (access_token: string, expires_in?: number) => () =>
  Response.json({ access_token, token_type: 'bearer', ...(expires_in !== undefined && { expires_in }) })

it('asks by client credentials, with the id and the secret form-encoded in the header', async () => {
  const { http, asked } = server(token('t1', 3_600))
  expect(await clientCredentials({ ...LOGIN, scope: 'kafka' }, http)()).toBe('t1')
  const [{ url, init } = { url: '', init: {} }] = asked
  expect(url).toBe(LOGIN.tokenUrl)
  expect(init.body).toBe('grant_type=client_credentials&scope=kafka')
  const { authorization } = init.headers ?? {}
  expect(Buffer.from(authorization?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(
    'mill+race:se%3Acret%2F%C3%BC',
  )
})

it('asks once for all who ask at the same time, and again only when the token is about to expire', async () => {
  const { http, asked } = server(token('t1', 100))
  vi.spyOn(performance, 'now').mockReturnValue(0)
  const source = clientCredentials(LOGIN, http)
  await Promise.all([source(), source(), source()])
  vi.spyOn(performance, 'now').mockReturnValue(79_000)
  await source()
  expect(asked).toHaveLength(1)
  vi.spyOn(performance, 'now').mockReturnValue(81_000)
  await source()
  expect(asked).toHaveLength(2)
  vi.restoreAllMocks()
})

it('asks again after a failure', async () => {
  let broken = true
  const { http } = server(() => {
    if (broken) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
    return token('t2')()
  })
  const source = clientCredentials(LOGIN, http)
  await expect(source()).rejects.toThrow(`${LOGIN.tokenUrl} gave no token: connect ECONNREFUSED`)
  broken = false
  expect(await source()).toBe('t2')
})

it.each([
  [
    () => Response.json({ error: 'invalid_client', error_description: 'no such client' }, { status: 401 }),
    'invalid_client (no such client)',
  ],
  [() => new Response('<html>', { status: 502 }), 'it answered with status 502'],
  [() => Response.json({ token: 'x' }), 'it answered with status 200'],
])('says why there is no token, and never the secret', async (answer, reason) => {
  const { http } = server(answer)
  const refused: Error = await clientCredentials(LOGIN, http)().then(
    () => new Error('it was given'),
    (thrown) => thrown,
  )
  expect(refused.message).toContain(reason)
  expect(refused.message).not.toContain(LOGIN.clientSecret)
})
