const IN_FRAGMENT = /[#?&]token=([^&#]+)/

/** The parts of the server's address after `#`: the token, and the view that remains when the token is removed. */
export function splitFragment(hash: string): { token: string | null; view: string } {
  const match = IN_FRAGMENT.exec(hash)
  if (!match) return { token: null, view: hash }
  const view = hash.replace(match[0], '')
  return { token: match[1] ?? null, view: view === '' ? '' : `#${view.replace(/^#/, '')}` }
}
