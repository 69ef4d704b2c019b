import { once } from 'node:events'
import { createServer } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Issued } from './certificates.ts'

export interface TokenServer {
  readonly url: string
  /** How many tokens it gave. */
  given(): number
  close(): Promise<void>
}

const LIFE_S = 300

/** Gives tokens by client credentials, over HTTPS. They are not signed: a Kafka without other settings accepts such tokens. */
export async function tokenServer(port: number, certificate: Issued, login: string): Promise<TokenServer> {
  let given = 0
  const expected = `Basic ${Buffer.from(login).toString('base64')}`
  const server = createServer({ cert: certificate.cert, key: certificate.key }, async (request, response) => {
    const body = new URLSearchParams(await text(request))
    const right = request.headers.authorization === expected && body.get('grant_type') === 'client_credentials'
    response.setHeader('content-type', 'application/json')
    response.statusCode = right ? 200 : 401
    if (right) given++
    response.end(JSON.stringify(right ? { access_token: token(), expires_in: LIFE_S } : { error: 'invalid_client' }))
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://localhost:${port}/token`,
    given: () => given,
    async close() {
      const closed = once(server.close(), 'close')
      server.closeAllConnections()
      await closed
    },
  }
}

function token(): string {
  const now = Math.floor(Date.now() / 1_000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ sub: 'millrace', iat: now, exp: now + LIFE_S })}.`
}
