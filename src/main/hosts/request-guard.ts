import type { IncomingMessage } from 'node:http'

/**
 * Sent with every answer. The page may connect only to this server, and other pages may not frame it, guess its type or learn its address.
 */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

/** Who may use a server on loopback: any page in the user's browser can try, and DNS can be made to point here. */
export interface RequestGuard {
  /** The Host header names this server. */
  host(request: IncomingMessage): boolean
  /** The Origin header, if present, is this server's own page. */
  origin(request: IncomingMessage): boolean
}

/** `allowed`: additional hosts, from the current settings. */
export function createRequestGuard(port: number, allowed: () => readonly string[]): RequestGuard {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  const isHost = (name: string) => own.includes(name) || allowed().includes(name)
  /** A tunnel may terminate TLS. */
  const isOrigin = (origin: string) =>
    own.some((host) => origin === `http://${host}`) ||
    allowed().some((host) => origin === `http://${host}` || origin === `https://${host}`)
  return {
    host: ({ headers }) => isHost(headers.host ?? ''),
    origin: ({ headers }) => headers.origin === undefined || isOrigin(headers.origin),
  }
}
