/** The words of a command line as a shell splits them, without expansion. Throws when a quote is not closed. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] as string
    if (quote === "'") {
      if (sign === quote) quote = ''
      else word += sign
    } else if (sign === '\\' && at + 1 < line.length) {
      const next = line[++at] as string
      word = `${word ?? ''}${quote === '"' && !'"\\$`'.includes(next) ? sign : ''}${next}`
    } else if (sign === quote) {
      quote = ''
    } else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign
      word ??= ''
    } else if (quote === '' && /\s/.test(sign)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + sign
    }
  }
  if (quote !== '') throw new Error(`has a quote that is not closed in "${line}"`)
  if (word !== null) words.push(word)
  return words
}
