import { isObject, shown } from './avro-names'
import type { AvroPlain, AvroType } from './avro-schema'
import { baseOf, isUnion } from './avro-type'

/** From `-limit` to below `limit`. A long beyond 2^52 is refused in events, too. */
const LIMITS = { int: 2 ** 31, long: 2 ** 52 } as const

/** Why the JSON is no default of the type, as text; null when it is one. The default of a union is one of its first type. */
export function defaultProblem(type: AvroType, json: unknown): string | null {
  if (isUnion(type)) {
    const [first] = type
    if (first === undefined || defaultProblem(first, json) === null) return null
    return baseOf(first) === 'null'
      ? 'the default of a union that begins with null must be null'
      : `the default of a union must be of its first type, ${baseOf(first)}`
  }
  return fits(type as AvroPlain, json) ? null : wrong(type as AvroPlain, json)
}

function fits(type: AvroPlain, json: unknown): boolean {
  const base = baseOf(type)
  switch (base) {
    case 'null':
      return json === null
    case 'boolean':
      return typeof json === 'boolean'
    case 'int':
    case 'long':
      return Number.isInteger(json) && Number(json) >= -LIMITS[base] && Number(json) < LIMITS[base]
    case 'float':
    case 'double':
      return typeof json === 'number'
    case 'string':
      return typeof json === 'string'
    case 'bytes':
      return isBytes(json)
    default:
      return fitsComplex(type as Exclude<AvroPlain, string>, json)
  }
}

function fitsComplex(type: Exclude<AvroPlain, string>, json: unknown): boolean {
  switch (type.type) {
    case 'fixed':
      return isBytes(json) && json.length === type.size
    case 'enum':
      return type.symbols.includes(json as string)
    case 'array':
      return Array.isArray(json) && json.every((one) => defaultProblem(type.items, one) === null)
    case 'map':
      return isObject(json) && Object.values(json).every((one) => defaultProblem(type.values, one) === null)
    case 'record':
      return (
        isObject(json) &&
        type.fields.every((field) => {
          const value = Object.hasOwn(json, field.name) ? json[field.name] : field.default
          return value !== undefined && defaultProblem(field.type, value) === null
        })
      )
    default:
      return false
  }
}

function wrong(type: AvroPlain, json: unknown): string {
  const text = shown(json)
  if (typeof type === 'object' && type.type === 'enum')
    return `the default ${text} is none of ${type.symbols.join(', ')}`
  return `the default ${text} is no ${baseOf(type)}`
}

/** Bytes are text in a schema, one character for each byte. */
function isBytes(json: unknown): json is string {
  return typeof json === 'string' && [...json].every((character) => character.charCodeAt(0) <= 0xff)
}
