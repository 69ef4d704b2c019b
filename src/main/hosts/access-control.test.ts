import { describe, expect, it } from 'vitest'
import { createAccessControl, loadToken, type TokenStore } from './access-control'

const DAY_MS = 24 * 3_600_000

function kept(token: string | null = null): TokenStore & { readonly token: () => string | null } {
  let held = token
  return {
    token: () => held,
    read: async () => held,
    write: async (next) => {
      held = next
    },
  }
}

/** What a browser sends of the cookie that it was given. */
const sent = (setCookie: string) => setCookie.split(';')[0] ?? ''

describe('the access token', () => {
  it('is the same from start to start', async () => {
    const store = kept()
    const first = await loadToken(store)
    expect(first).toHaveLength(32)
    expect(await loadToken(store)).toBe(first)
  })

  it('is accepted only whole', () => {
    const access = createAccessControl('secret', kept(), 6_455)
    expect(['secret', 'secre', 'secrets', '', undefined].map(access.isToken)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('a session', () => {
  it('needs both the cookie and the key', () => {
    const access = createAccessControl('secret', kept(), 6_455)
    const { cookie, key } = access.openSession(false)
    expect(access.isSession(sent(cookie), key)).toBe(true)
    expect(access.isSession(`theme=dark; ${sent(cookie)}; other=1`, key)).toBe(true)
    expect(access.isSession(undefined, key)).toBe(false)
    expect(access.isSession(sent(cookie), undefined)).toBe(false)
    expect(access.isSession(sent(cookie), `${key}x`)).toBe(false)
    expect(access.isSession(`${sent(cookie)}x`, key)).toBe(false)
  })

  it('cannot be read by scripts or sent by other sites, and goes over TLS only once it came over TLS', () => {
    const access = createAccessControl('secret', kept(), 6_455)
    expect(access.openSession(false).cookie).toMatch(
      /^millrace-6455=[^;]+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=7776000$/,
    )
    expect(access.openSession(true).cookie).toMatch(/; Secure$/)
  })

  it('of another port or data directory is no session here', () => {
    const here = createAccessControl('secret', kept(), 6_455)
    for (const other of [createAccessControl('secret', kept(), 6_456), createAccessControl('other', kept(), 6_455)]) {
      const { cookie, key } = other.openSession(false)
      expect(here.isSession(sent(cookie).replace('6456', '6455'), key)).toBe(false)
    }
  })

  it('ends after 90 days, and no browser can move its end', () => {
    let now = Date.UTC(2026, 10, 30)
    const access = createAccessControl('secret', kept(), 6_455, () => now)
    const { cookie, key } = access.openSession(false)
    now += 89 * DAY_MS
    expect(access.isSession(sent(cookie), key)).toBe(true)
    now += 2 * DAY_MS
    expect(access.isSession(sent(cookie), key)).toBe(false)
    const moved = sent(cookie).replace(/=\d+\./, `=${Math.floor(now / 1_000) + 1_000}.`)
    expect(access.isSession(moved, key)).toBe(false)
    expect(access.isSession('millrace-6455=never.signature', key)).toBe(false)
  })

  it('ends when the token is renewed, and so does the old token', async () => {
    const store = kept('secret')
    const access = createAccessControl('secret', store, 6_455)
    const before = access.openSession(false)
    await access.renew()
    expect(access.isSession(sent(before.cookie), before.key)).toBe(false)
    expect(access.isToken('secret')).toBe(false)
    expect(access.isToken(store.token() ?? '')).toBe(true)
    const after = access.openSession(false)
    expect(access.isSession(sent(after.cookie), after.key)).toBe(true)
    expect(access.isSession(sent(before.cookie), after.key)).toBe(false)
  })
})
