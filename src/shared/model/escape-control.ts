/** Control characters of ASCII and Latin-1 except tab, and characters that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g

/**
 * The text with its control characters escaped, such as `\x1b` for escape, because a terminal would obey them. `prefix` comes before the
 * two digits.
 */
export function escapeControl(text: string, prefix = '\\x'): string {
  return text
    .replace(CONTROL, (character) => `${prefix}${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(DIRECTION, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
}
