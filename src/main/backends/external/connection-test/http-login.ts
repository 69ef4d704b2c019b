import { ask, type HttpAnswer, type HttpQuestion } from '@main/adapters/network-probe/http-request'
import { endpointOf, ProbeFailure } from '@main/ports/connection-probe'
import { authorizationOf } from '@main/ports/http-authorization'
import type { HttpLogin, Tls } from '@main/ports/tls'
import { reachEndpoint } from './reach-endpoint'
import type { Steps } from './steps'

/** A server over HTTP, and how to log in there. */
export interface HttpServer {
  readonly url: string
  readonly login?: HttpLogin
  readonly tls?: Tls
}

/** Name, connection and TLS of the server. */
export async function reachServer(steps: Steps, { url, tls }: HttpServer): Promise<void> {
  const secure = url.startsWith('https:')
  const advice = async () => 'If it answers in plain text, write http:// in its address.'
  await reachEndpoint(steps, endpointOf(url), secure ? (tls ?? {}) : null, advice)
}

/** Asks with the login. Throws `ProbeFailure` when it is refused (401, 403). */
export async function askAs(
  { url, login, tls }: HttpServer,
  path: string,
  signal: AbortSignal,
  question: Pick<HttpQuestion, 'method' | 'headers' | 'body'> = {},
): Promise<HttpAnswer> {
  const base = url.replace(/\/+$/, '')
  const headers = { accept: 'application/json', ...question.headers, ...authorizationOf(login) }
  const answer = await ask({ ...question, url: `${base}${path}`, headers, tls }, signal)
  if (answer.status === 401) throw new ProbeFailure(refused(login))
  if (answer.status === 403) {
    throw new ProbeFailure(`${who(login)} may not ask for ${path}. Allow it there, or use another user.`)
  }
  return answer
}

function refused(login: HttpLogin | undefined): string {
  if (!login) return 'It asks for a login: give a user and a password, or a token.'
  if (login.kind === 'bearer') return 'It refuses the token. It may have expired.'
  return `It refuses the user ${login.username}. Check the user and the password.`
}

function who(login: HttpLogin | undefined): string {
  if (!login) return 'A client without a login'
  return login.kind === 'basic' ? `The user ${login.username}` : 'The holder of this token'
}
