import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Sent with every answer. The page may talk to this server alone, and may not be framed, sniffed or referred from. */
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

/** Who may speak to a server on loopback: any page in the user's browser can try, and DNS can be made to point here. */
export interface Guard {
  /** The Host header names this very server. */
  host(request: IncomingMessage): boolean
  /** The Origin header, where there is one, is this server's own page. */
  origin(request: IncomingMessage): boolean
  token(candidate: string | undefined): boolean
}

/** `allowed`: further hosts, as the settings have them now. */
export function createGuard(port: number, token: string, allowed: () => readonly string[]): Guard {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  const isHost = (name: string) => own.includes(name) || allowed().includes(name)
  /** A tunnel may end in TLS. */
  const isOrigin = (origin: string) =>
    own.some((host) => origin === `http://${host}`) ||
    allowed().some((host) => origin === `http://${host}` || origin === `https://${host}`)
  // Digests have one length, which is what a comparison in constant time needs.
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return {
    host: ({ headers }) => isHost(headers.host ?? ''),
    origin: ({ headers }) => headers.origin === undefined || isOrigin(headers.origin),
    token: (candidate) => candidate !== undefined && timingSafeEqual(digest(candidate), expected),
  }
}
