import { decodePart } from '@shared/lib/decode-part'
import { type DeepLink, deepLinkAddress, parseDeepLink } from '@shared/model/deep-link'
import { z } from 'zod'

/** What a start, a second start, the system or a notification asks of the running app. */
export type ShellRequest =
  | { readonly request: 'show' }
  | { readonly request: 'link'; readonly link: DeepLink }
  | { readonly request: 'file'; readonly path: string; readonly kind: 'scenario' | 'log' }

/**
 * What a second start hands over. These are data of our own, because Electron's copy of the arguments may have another order and more entries
 * (electronjs.org/docs/latest/api/app, `second-instance`).
 */
export const HandOver = z.object({ args: z.array(z.string().max(8_192)).max(64), cwd: z.string() })
export type HandOver = z.infer<typeof HandOver>

const SCENARIO = '.millrace-scenario.json'
/** A start at login opens no window. */
export const HIDDEN = '--hidden'

/** Requests in the arguments of a start. `resolve` makes a path absolute. Without a link or a file: show the window. */
export function requestsOf(handOver: unknown, resolve: (cwd: string, path: string) => string): ShellRequest[] {
  const parsed = HandOver.safeParse(handOver)
  if (!parsed.success) return [{ request: 'show' }]
  const { args, cwd } = parsed.data
  const found = args.flatMap((arg) => requestOf(arg, (path) => resolve(cwd, path)))
  if (found.length > 0) return found
  return args.includes(HIDDEN) ? [] : [{ request: 'show' }]
}

/** A link that is not valid only shows the window. */
export function linkRequest(url: string): ShellRequest {
  const link = parseDeepLink(url)
  return link ? { request: 'link', link } : { request: 'show' }
}

export function fileRequest(path: string): ShellRequest {
  return { request: 'file', path, kind: path.toLowerCase().endsWith(SCENARIO) ? 'scenario' : 'log' }
}

/** The arguments with which another start gets the same requests. */
export function argsOf(requests: readonly ShellRequest[]): string[] {
  return requests.flatMap((request) => {
    if (request.request === 'show') return []
    return request.request === 'link' ? [deepLinkAddress(request.link)] : [request.path]
  })
}

function requestOf(arg: string, resolve: (path: string) => string): ShellRequest[] {
  // Options are Chromium's, or this app's own.
  if (arg === '' || arg.startsWith('-')) return []
  const path = localPath(arg)
  if (path !== null) return [fileRequest(path)]
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(arg)) return [linkRequest(arg)]
  return [fileRequest(resolve(arg))]
}

/** The path of a `file:` address, which Linux desktops pass for `%U`; null for anything else. */
function localPath(arg: string): string | null {
  const url = /^file:\/\//i.test(arg) ? URL.parse(arg) : null
  return url?.hostname === '' ? decodePart(url.pathname) : null
}
