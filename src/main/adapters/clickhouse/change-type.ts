import { MANY_NULLABLE_SYMBOLS, MANY_SYMBOLS } from './column-types'

/** A column type in parts: `Array(Int32)` is `Array` with one argument, the other types are a name without any. */
interface TypeParts {
  readonly name: string
  readonly args: readonly string[]
}

/** The numbers of the symbols of an enum column. */
export function symbolNumbers(type: string): Map<string, number> | null {
  const parts = partsOf(type)
  if (parts.name === 'Nullable') return symbolNumbers(parts.args[0] ?? '')
  if (parts.name !== 'Enum8') return null
  return new Map(
    parts.args.map((arg) => {
      const [, symbol = '', number = ''] = /^'(.*)' = (-?\d+)$/.exec(arg) ?? []
      return [symbol, Number(number)] as const
    }),
  )
}

/**
 * The type that a column must get to hold what it holds and what the schema now asks for: wider numbers, null, more symbols (each keeps its
 * number), more fields of a record. Null when there is none.
 */
export function changedType(found: string, wanted: string): string | null {
  if (withoutQuotes(found) === withoutQuotes(wanted)) return found
  const [from, to] = [partsOf(found), partsOf(wanted)]
  if (to.name === 'Nullable') {
    const inner = changedType(from.name === 'Nullable' ? (from.args[0] ?? '') : found, to.args[0] ?? '')
    return inner === null || isContainer(from.name) ? null : `Nullable(${inner})`
  }
  if (from.name === 'Enum8' && to.name === 'Enum8') return mergedEnum(found, wanted)
  if (from.name === 'Enum8' && wanted === MANY_SYMBOLS) return wanted
  if (wanted === MANY_NULLABLE_SYMBOLS && (found === MANY_SYMBOLS || isEnum(from))) return wanted
  if (WIDER[found]?.includes(wanted)) return wanted
  if (from.name === 'Decimal' && to.name === 'Decimal') {
    return from.args[1] === to.args[1] && Number(from.args[0]) <= Number(to.args[0]) ? wanted : null
  }
  if (from.name !== to.name) return null
  if (from.name === 'Array') return wrapped('Array', [changedType(from.args[0] ?? '', to.args[0] ?? '')])
  if (from.name === 'Map')
    return wrapped('Map', [from.args[0] ?? '', changedType(from.args[1] ?? '', to.args[1] ?? '')])
  return from.name === 'Tuple' ? changedTuple(from, to) : null
}

function isEnum({ name, args }: TypeParts): boolean {
  return name === 'Enum8' || (name === 'Nullable' && (args[0] ?? '').startsWith('Enum8('))
}

const WIDER: Readonly<Record<string, readonly string[]>> = {
  Int32: ['Int64', 'Float32', 'Float64'],
  Int64: ['Float32', 'Float64'],
  Float32: ['Float64'],
}

function mergedEnum(found: string, wanted: string): string | null {
  const numbers = symbolNumbers(found) ?? new Map<string, number>()
  const merged = new Map(numbers)
  let last = Math.max(0, ...numbers.values())
  for (const symbol of symbolNumbers(wanted)?.keys() ?? []) if (!merged.has(symbol)) merged.set(symbol, ++last)
  if (last > MOST_SYMBOLS) return null
  return merged.size === numbers.size
    ? found
    : `Enum8(${[...merged].map(([symbol, n]) => `'${symbol}' = ${n}`).join(', ')})`
}

const MOST_SYMBOLS = 127

/** Its fields have names; a field that the schema no longer has would be lost. */
function changedTuple(from: TypeParts, to: TypeParts): string | null {
  const before = new Map(from.args.map(namedType))
  const after = to.args.map(namedType)
  if ([...before.keys()].some((name) => !after.some(([one]) => one === name))) return null
  const types = after.map(([name, type]) => {
    const old = before.get(name)
    const changed = old === undefined ? type : changedType(old, type)
    return changed === null ? null : `\`${name}\` ${changed}`
  })
  return wrapped('Tuple', types)
}

function namedType(arg: string): readonly [string, string] {
  const [, name = '', type = ''] = /^`?(\w+)`? (.*)$/s.exec(arg) ?? []
  return [name, type]
}

function wrapped(name: string, args: readonly (string | null)[]): string | null {
  return args.includes(null) ? null : `${name}(${args.join(', ')})`
}

function isContainer(name: string): boolean {
  return name === 'Array' || name === 'Map' || name === 'Tuple'
}

function partsOf(type: string): TypeParts {
  const open = type.indexOf('(')
  if (open === -1) return { name: type, args: [] }
  const args: string[] = []
  let depth = 0
  let start = open + 1
  for (let i = open; i < type.length; i++) {
    if (type[i] === '(') depth++
    if (type[i] === ')') depth--
    const isEnd = (depth === 1 && type[i] === ',') || depth === 0
    if (isEnd) args.push(type.slice(start, i).trim())
    if (isEnd) start = i + 1
  }
  return { name: type.slice(0, open), args }
}

/** ClickHouse quotes only the names that need it. */
function withoutQuotes(type: string): string {
  return type.replaceAll('`', '')
}
