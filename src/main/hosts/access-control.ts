import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Keeps the access token between starts, so that bookmarks stay valid. */
export interface TokenStore {
  /** Null when none was saved yet. */
  read(): Promise<string | null>
  write(token: string): Promise<void>
}

/**
 * A browser that may use the window, in two halves. The cookie is for this host, but browsers send it to every port, so another program that
 * serves a page on 127.0.0.1 can read it. The key stays in the page's storage, which belongs to this port alone. Either half is useless
 * without the other.
 */
export interface Session {
  /** The value of a `Set-Cookie` header. */
  readonly cookie: string
  readonly key: string
}

/** Who may use the window: programs that send the token, and browsers that have opened the address with the token once. */
export interface AccessControl {
  token(): string
  isToken(candidate: string | undefined): boolean
  /** `secure`: the browser comes through a tunnel with TLS. */
  openSession(secure: boolean): Session
  /** Whether the two halves belong together, and are neither expired nor made with an earlier token. */
  isSession(cookieHeader: string | undefined, key: string | undefined): boolean
  /** The value of a `Set-Cookie` header that removes the cookie. */
  readonly noCookie: string
  /** A new token: every session and the old token end. */
  renew(): Promise<void>
}

/** A session that is used stays valid: every start of the page extends it. */
const VALID_SECONDS = 90 * 24 * 3_600
const TOKEN_BYTES = 24

/** The saved token, or a new one. */
export async function loadToken(store: TokenStore): Promise<string> {
  return (await store.read()) ?? createToken(store)
}

/** `port` is part of the cookie's name, because two instances on one host would overwrite each other's cookie. */
export function createAccessControl(
  saved: string,
  store: TokenStore,
  port: number,
  now: () => number = Date.now,
): AccessControl {
  const name = `millrace-${port}`
  const attributes = 'HttpOnly; SameSite=Strict; Path=/'
  let token = saved
  const sign = (text: string) => createHmac('sha256', token).update(text).digest('base64url')
  const keyNow = () => sign(`key of ${name}`)
  const valueFor = (expires: number) => `${expires}.${sign(`cookie ${name} ${expires}`)}`

  return {
    token: () => token,
    isToken: (candidate) => candidate !== undefined && isSameSecret(candidate, token),
    openSession(secure) {
      const value = valueFor(Math.floor(now() / 1_000) + VALID_SECONDS)
      const cookie = `${name}=${value}; ${attributes}; Max-Age=${VALID_SECONDS}${secure ? '; Secure' : ''}`
      return { cookie, key: keyNow() }
    },
    isSession(cookieHeader, key) {
      const value = cookieIn(cookieHeader, name)
      const expires = Number(value?.split('.')[0])
      if (value === undefined || key === undefined || !(expires * 1_000 > now())) return false
      return isSameSecret(value, valueFor(expires)) && isSameSecret(key, keyNow())
    },
    noCookie: `${name}=; ${attributes}; Max-Age=0`,
    async renew() {
      token = await createToken(store)
    },
  }
}

async function createToken(store: TokenStore): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await store.write(token)
  return token
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** In constant time. Digests have equal lengths, which the comparison requires. */
export function isSameSecret(candidate: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(candidate), digest(expected))
}
