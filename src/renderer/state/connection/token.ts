const KEPT = 'millrace-token'
const IN_FRAGMENT = /[#?&]token=([^&#]+)/

/** The parts of the server's address after `#`: the token, and the view that remains when the token is removed. */
export function splitFragment(hash: string): { token: string | null; view: string } {
  const match = IN_FRAGMENT.exec(hash)
  if (!match) return { token: null, view: hash }
  const view = hash.replace(match[0], '')
  return { token: match[1] ?? null, view: view === '' ? '' : `#${view.replace(/^#/, '')}` }
}

/**
 * The token of this page, or null. It comes in the fragment, which browsers do not send anywhere. It is removed from the address
 * at once, so that it does not appear in the history or in a screenshot.
 */
export function takeToken(): string | null {
  const { token, view } = splitFragment(window.location.hash)
  if (token === null) return window.sessionStorage.getItem(KEPT)
  window.sessionStorage.setItem(KEPT, token)
  window.history.replaceState(null, '', `${window.location.pathname}${view}`)
  return token
}
