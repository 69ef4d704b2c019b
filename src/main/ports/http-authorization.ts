import type { HttpLogin } from './tls'

/** The header of a login; none without one. */
export function authorizationOf(login: HttpLogin | undefined): { authorization?: string } {
  if (!login) return {}
  if (login.kind === 'bearer') return { authorization: `Bearer ${login.token}` }
  const pair = Buffer.from(`${login.username}:${login.password}`).toString('base64')
  return { authorization: `Basic ${pair}` }
}
