const METHOD = /^[A-Za-z][A-Za-z_-]*$/
const PROTOCOL = /^[A-Za-z]+\/\d(?:\.\d)?$/
const SECTION_CHARACTERS = 128

export interface RequestLine {
  readonly method: string
  readonly path: string
  readonly protocol: string | null
}

/**
 * A request that is not `METHOD path PROTOCOL` (nothing sent, TLS on a plain port, HTTP/0.9 without a protocol) is kept as the
 * path.
 */
export function parseRequest(request: string): RequestLine {
  const first = request.indexOf(' ')
  const last = request.lastIndexOf(' ')
  const method = request.slice(0, first)
  if (first > 0 && METHOD.test(method)) {
    const protocol = request.slice(last + 1)
    if (last > first + 1 && PROTOCOL.test(protocol)) {
      return { method, path: request.slice(first + 1, last), protocol }
    }
    if (request[first + 1] === '/') return { method, path: request.slice(first + 1), protocol: null }
  }
  return { method: '-', path: request, protocol: null }
}

/** Whether a text can only be a request: it has a method and a protocol. */
export function isRequest(text: string): boolean {
  return parseRequest(text).protocol !== null
}

/** The first segment of the path, without query; `/` for the root, `-` if there is no path. */
export function sectionOf(path: string): string {
  const start = path.startsWith('/') ? 0 : pathOfUrl(path)
  if (start < 0) return path === '*' ? '*' : '-'
  let from = start
  while (path[from] === '/') from++
  let to = from
  while (to < path.length && !'/?#;'.includes(path[to] as string)) to++
  return to === from ? '/' : path.slice(from, Math.min(to, from + SECTION_CHARACTERS))
}

/** Clients send whole URLs to proxies: the index where the path begins in one, or -1. */
function pathOfUrl(text: string): number {
  const match = /^[a-z]+:\/\/[^/?#]*/i.exec(text)
  return match ? match[0].length : -1
}
