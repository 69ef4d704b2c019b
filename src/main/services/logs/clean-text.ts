/** Escape sequences that set colours, move the cursor or name the window on a terminal. https://en.wikipedia.org/wiki/ANSI_escape_code */
const ESCAPES = new RegExp(
  [
    '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?',
    '[\\u001b\\u009b]\\[?[0-9:;<=>?]*[ -/]*[@-~]',
    '\\u001b',
  ].join('|'),
  'g',
)
/** Every unprintable character except tab. */
const CONTROLS = /(?:[^\P{Cc}\t]|[\u2028\u2029])+/gu
const MAX_CHARACTERS = 16_384
/** A shorter secret would black out ordinary words. */
const SHORTEST_SECRET = 4
const HIDDEN = '••••••'

export type CleanText = (text: string) => string

/** A line as it is kept: plain text on one line, without secrets. */
export function textCleaner(secrets: readonly string[]): CleanText {
  const hide = hiderOf(secrets)
  return (text) => {
    const plain = hide(text.replace(ESCAPES, '').replace(/\r+$/, '').replace(CONTROLS, ' '))
    if (plain.length <= MAX_CHARACTERS) return plain
    return `${plain.slice(0, MAX_CHARACTERS)}… (${plain.length - MAX_CHARACTERS} characters more)`
  }
}

function hiderOf(secrets: readonly string[]): CleanText {
  const forms = new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf))
  if (forms.size === 0) return (text) => text
  // Longest first: one secret may be part of another.
  const any = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  const pattern = new RegExp(any.join('|'), 'g')
  return (text) => text.replace(pattern, HIDDEN)
}

/** The forms of a secret in a log: plain, in JSON, in a URL. */
function formsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
}
