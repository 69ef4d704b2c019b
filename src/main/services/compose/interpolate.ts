/** The alternative in a `${…}` when the variable is unset (with a colon: unset or empty). */
type Otherwise = {
  readonly kind: 'default' | 'alternative' | 'message'
  readonly emptyCounts: boolean
  readonly text: Template
}

interface Placeholder {
  readonly variable: string
  readonly otherwise: Otherwise | null
}

/** A text with its placeholders, as the Compose specification writes them: `$NAME`, `${NAME}`, `${NAME:-default}`, `$$`. */
export type Template = readonly (string | Placeholder)[]

export type Values = Readonly<Record<string, string>>

const OPERATOR = /^(:?)([-+?])/
const KINDS = { '-': 'default', '+': 'alternative', '?': 'message' } as const

/** Throws an error that says what is wrong with the text. */
export function parseTemplate(text: string): Template {
  const { template, end } = parseUntil(text, 0, false)
  if (end !== text.length) throw new Error(`has a stray "}" in "${text}"`)
  return template
}

/** Reads to the end of the text or, inside braces, to the closing brace. */
function parseUntil(text: string, from: number, inBraces: boolean): { template: Template; end: number } {
  const template: (string | Placeholder)[] = []
  let at = from
  let plain = ''
  const flush = () => {
    if (plain !== '') template.push(plain)
    plain = ''
  }
  while (at < text.length && !(inBraces && text[at] === '}')) {
    if (text[at] !== '$') {
      plain += text[at++]
    } else if (text[at + 1] === '$') {
      plain += '$'
      at += 2
    } else {
      flush()
      const { placeholder, end } = parsePlaceholder(text, at)
      template.push(placeholder)
      at = end
    }
  }
  flush()
  return { template, end: at }
}

function parsePlaceholder(text: string, dollar: number): { placeholder: Placeholder; end: number } {
  const braced = text[dollar + 1] === '{'
  const start = dollar + (braced ? 2 : 1)
  const variable = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(start))?.[0]
  if (!variable) throw new Error(`has a "$" without a variable's name in "${text}"; write "$$" for the sign itself`)
  let end = start + variable.length
  if (!braced) return { placeholder: { variable, otherwise: null }, end }
  let otherwise: Otherwise | null = null
  const operator = OPERATOR.exec(text.slice(end))
  if (operator) {
    const rest = parseUntil(text, end + operator[0].length, true)
    const kind = KINDS[operator[2] as keyof typeof KINDS]
    otherwise = { kind, emptyCounts: operator[1] === ':', text: rest.template }
    end = rest.end
  }
  if (text[end] !== '}') throw new Error(`has a "\${${variable}" that is not closed or not valid, in "${text}"`)
  return { placeholder: { variable, otherwise }, end: end + 1 }
}

/** The text with the values inserted. Throws the message of a required variable that is not set. */
export function render(template: Template, values: Values): string {
  return template.map((part) => (typeof part === 'string' ? part : renderPlaceholder(part, values))).join('')
}

function renderPlaceholder({ variable, otherwise }: Placeholder, values: Values): string {
  const value = values[variable]
  if (otherwise === null) return value ?? ''
  const set = value !== undefined && !(otherwise.emptyCounts && value === '')
  switch (otherwise.kind) {
    case 'default':
      return set ? value : render(otherwise.text, values)
    case 'alternative':
      return set ? render(otherwise.text, values) : ''
    case 'message': {
      if (set) return value
      const message = render(otherwise.text, values)
      throw new Error(`needs the variable ${variable}${message === '' ? '' : `: ${message}`}`)
    }
  }
}

export interface Variable {
  readonly name: string
  /** Null when the file gives no default. */
  readonly default: string | null
  /** The file cannot be used without a value. */
  readonly required: boolean
}

/** Every variable of a template, including those inside defaults. */
export function variablesOf(template: Template): Variable[] {
  return template.flatMap((part): Variable[] => {
    if (typeof part === 'string') return []
    const { variable: name, otherwise } = part
    const required = otherwise?.kind === 'message'
    const byDefault = otherwise?.kind === 'default' ? render(otherwise.text, {}) : null
    return [{ name, default: byDefault, required }, ...variablesOf(otherwise?.text ?? [])]
  })
}
