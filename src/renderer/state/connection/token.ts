const KEPT = 'millrace-token'
const IN_FRAGMENT = /[#?&]token=([^&#]+)/

/** What the server's address says after `#`: the token, and the view that stays when the token is taken away. */
export function splitFragment(hash: string): { token: string | null; view: string } {
  const match = IN_FRAGMENT.exec(hash)
  if (!match) return { token: null, view: hash }
  const view = hash.replace(match[0], '')
  return { token: match[1] ?? null, view: view === '' ? '' : `#${view.replace(/^#/, '')}` }
}

/**
 * The token of this page, or null. It comes in the fragment, which browsers send nowhere, and leaves it at once so that it
 * does not stand in the history or in a screenshot.
 */
export function takeToken(): string | null {
  const { token, view } = splitFragment(window.location.hash)
  if (token === null) return window.sessionStorage.getItem(KEPT)
  window.sessionStorage.setItem(KEPT, token)
  window.history.replaceState(null, '', `${window.location.pathname}${view}`)
  return token
}
