/** Replaces a secret in a text. */
export const REMOVED = '[removed]'

/** Shorter values occur in any text by chance. */
const SHORTEST = 4

/** Names whose value is a secret, in settings and in lines of logs. */
const NAME =
  /pass(?:word|wd|phrase)?|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|authorization|cookie|signature/i

const PATTERNS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REMOVED],
  // The middle of a key whose beginning was cut off.
  [/^[A-Za-z0-9+/]{48,}={0,2}$/gm, REMOVED],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${REMOVED}@`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${REMOVED}`],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, REMOVED],
  [/(hooks\.slack\.com\/)[^\s"']+/gi, `$1${REMOVED}`],
  [
    new RegExp(`((?:${NAME.source})[\\w.-]*["']?\\s*[:=]\\s*)("[^"]*"|'[^']*'|[^\\s"',;&})\\]]+)`, 'gi'),
    `$1${REMOVED}`,
  ],
]

/** Removes known secrets in every usual spelling, and whatever looks like one. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const spellings = new Set(secrets.filter(({ length }) => length >= SHORTEST).flatMap(spellingsOf))
  // A secret may contain another: the longer one first.
  const sorted = [...spellings].sort((a, b) => b.length - a.length)
  return (text) => {
    let redacted = text
    for (const spelling of sorted) redacted = redacted.replaceAll(spelling, REMOVED)
    for (const [pattern, replacement] of PATTERNS) redacted = redacted.replace(pattern, replacement)
    return redacted
  }
}

function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ]
}

/** A document without the values whose name says that they are secret. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      NAME.test(name) && typeof held !== 'boolean' && held !== null ? REMOVED : withoutSecrets(held),
    ]),
  )
}
