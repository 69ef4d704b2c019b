import { splitFragment } from './split-fragment'

const KEPT = 'millrace-key'
/** The token of the address, until main has answered: a reload must not lose it. */
const PENDING = 'millrace-token'

/** The server answers but refuses access. */
export class Refused extends Error {
  constructor(readonly why: 'no-token' | 'wrong-token' | 'ended' | 'no-cookies') {
    super(why)
  }
}

/**
 * The key of this browser's session. With the token of the address a session is opened, else the one of an earlier page is extended. The
 * other half of the session is a cookie that no script can read. Throws `Refused`, or another error while main is unreachable.
 */
export async function openSession(): Promise<string> {
  const token = takeToken()
  const kept = window.localStorage.getItem(KEPT)
  if (token === null && kept === null) throw new Refused('no-token')
  const response = await ask('/session', 'POST', { token: token ?? undefined, key: kept ?? undefined })
  window.sessionStorage.removeItem(PENDING)
  if (response.status === 401) throw new Refused(token === null ? 'ended' : 'wrong-token')
  return keep(response)
}

/** Makes a new token, which ends every other session and every program's access. */
export async function renewAccess(): Promise<void> {
  await keep(await ask('/session/renew', 'POST', { key: window.localStorage.getItem(KEPT) }))
}

/** Ends the session of this browser, in all its tabs. */
export async function logOut(): Promise<void> {
  await ask('/session', 'DELETE')
  window.localStorage.removeItem(KEPT)
  window.location.reload()
}

/** Reloads this page when another tab logs out. */
export function followLogOut(): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === KEPT && newValue === null) window.location.reload()
  })
}

function ask(path: string, method: string, body?: unknown): Promise<Response> {
  const json = { 'content-type': 'application/json' }
  return fetch(path, { method, ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }) })
}

async function keep(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`no session was opened (${response.status})`)
  const { key }: { key: string } = await response.json()
  window.localStorage.setItem(KEPT, key)
  return key
}

/**
 * The token comes in the fragment, which browsers do not send anywhere. It is removed from the address at once, so that it does not appear
 * in the history or in a screenshot.
 */
function takeToken(): string | null {
  const { token, view } = splitFragment(window.location.hash)
  if (token === null) return window.sessionStorage.getItem(PENDING)
  window.sessionStorage.setItem(PENDING, token)
  window.history.replaceState(null, '', `${window.location.pathname}${view}`)
  return token
}
