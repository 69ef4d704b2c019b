const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * The address to open in the browser, or null when it may not be opened. `https:` is allowed, and `http:` on this machine for the consoles
 * of services. Other schemes can start programs. An address with a user name can look as if it led to another host.
 */
export function externalAddress(text: string): string | null {
  const url = URL.parse(text)
  if (url?.username !== '' || url.password !== '') return null
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))
  return allowed ? url.href : null
}

/** The page's own address: of the built page, or of the development server while the app is not packaged. */
export function pageAddress(built: string, devServer: string | undefined, packaged: boolean): string {
  const url = devServer === undefined || packaged ? null : URL.parse(devServer)
  const usable = url?.protocol === 'http:' && LOOPBACK.test(url.hostname)
  return usable ? url.href : built
}

export function isPage(url: string, page: string): boolean {
  const [address] = url.split('#')
  return address === page
}

/** Copy buttons write to the clipboard; a page of ours needs no other permission. */
export function isHarmless(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

export type Opening =
  | { readonly open: 'live-window' }
  | { readonly open: 'browser'; readonly url: string }
  | { readonly open: 'nothing' }

/** What happens when the page opens a window, follows a link or is redirected. The page itself never leaves its address. */
export function openingOf(url: string, page: string): Opening {
  if (isPage(url, page) && url.slice(page.length).startsWith('#/live-window')) return { open: 'live-window' }
  const external = externalAddress(url)
  return external === null ? { open: 'nothing' } : { open: 'browser', url: external }
}
