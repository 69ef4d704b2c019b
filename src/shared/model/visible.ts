/** Control characters of ASCII and Latin-1, tab excepted, and those that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g

/** The text with its control characters written out, `\x1b` for escape: a terminal would obey them. `prefix` precedes the two digits. */
export function visible(text: string, prefix = '\\x'): string {
  return text
    .replace(CONTROL, (character) => `${prefix}${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(DIRECTION, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
}
