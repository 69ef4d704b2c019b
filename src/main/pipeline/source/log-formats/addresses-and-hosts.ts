import { isIP } from 'node:net'

/** A longer text is no address: without this bound, one that consists of punctuation takes quadratic time. */
const LONGEST_ADDRESS = 100

/** The IP address in a text like `203.0.113.9`, `203.0.113.9:51234`, `[2001:db8::7]:443`, `"203.0.113.9"` or `(203.0.113.9,`; or null. */
export function addressOf(text: string): string | null {
  if (text.length > LONGEST_ADDRESS) return null
  if (isIP(text)) return text
  const bare = text.replace(/^["'(]+/, '').replace(/["'),;]+$/, '')
  if (isIP(bare)) return bare
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(bare)?.[1]
  if (bracketed !== undefined) return isIP(bracketed) ? bracketed : null
  const withPort = /^([\d.]+):\d{1,5}$/.exec(bare)?.[1]
  return withPort !== undefined && isIP(withPort) ? withPort : null
}

/** The first address in a list like that of X-Forwarded-For, or null. */
export function firstAddress(list: string): string | null {
  for (const part of list.split(/[,\s]+/)) {
    const address = addressOf(part)
    if (address !== null) return address
  }
  return null
}

/** A name with a dot or a port, such as `www.example.com:443`. */
export function isHost(text: string): boolean {
  return /^(?=.*[a-z])[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*\.?(?::\d{1,5})?$/i.test(text) && /[.:]/.test(text)
}

/** An address or a number with decimals where the user is expected: the line has another field there. */
export function isNoUser(text: string): boolean {
  return text !== '-' && (addressOf(text) !== null || /^\d+\.\d+$/.test(text))
}

/** A host's full name or one with a port, which no word of a user's name is like. */
export function isFullHost(text: string): boolean {
  return isHost(text) && /\.[a-z]{2,}\.?$|:\d+$/i.test(text)
}

/** The host without its port. */
export function hostOf(text: string): string {
  return isIP(text) ? text : text.replace(/:\d{1,5}$/, '')
}
