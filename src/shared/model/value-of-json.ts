import { isObject, shown } from './avro-names'
import { type AvroField, type AvroPlain, type AvroType, branchName } from './avro-schema'
import { branchesOf, isNullable, isTagged, valueKind } from './avro-type'
import type { FieldValue } from './dataset'
import { valueOfDefault } from './value-of-default'

/** Why something is no value of its type: `tags[] is no UUID: "x"`. */
export class ValueProblem {
  constructor(readonly text: string) {}
  within(name: string): ValueProblem {
    return new ValueProblem(
      this.text.startsWith('.') || this.text.startsWith('[') ? name + this.text : `${name} ${this.text}`,
    )
  }
}

/** A time's text in the formats of logs, as epoch milliseconds; null when it is none. */
export type ReadTime = (value: unknown) => number | null

const DAY_MS = 86_400_000
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The value of a field, given as JSON. Text is accepted for numbers, times and dates. Null only where the type has it. */
export function valueOfJson(type: AvroType, json: unknown, readTime: ReadTime): FieldValue | ValueProblem {
  if (json === null || json === undefined) return isNullable(type) ? null : new ValueProblem('is missing')
  const branches = branchesOf(type)
  const [only] = branches
  if (branches.length === 1) return plainValue(only as AvroPlain, json, readTime)
  if (isTagged(type)) {
    const [[name, inner] = ['', null], ...more] = isObject(json) ? Object.entries(json) : []
    const branch = more.length === 0 ? branches.find((one) => branchName(one) === name) : undefined
    if (branch !== undefined) {
      const value = plainValue(branch, inner, readTime)
      return value instanceof ValueProblem ? value : { [name]: value }
    }
  }
  for (const branch of branches) {
    if (!hasShape(branch, json)) continue
    const value = plainValue(branch, json, readTime)
    if (!(value instanceof ValueProblem)) return isTagged(type) ? { [branchName(branch)]: value } : value
  }
  return new ValueProblem(`is none of ${branches.map(branchName).join(', ')}: ${shown(json)}`)
}

/** The value of a field; its default when there is none. */
export function fieldOfJson(
  { type, default: fallback }: AvroField,
  json: unknown,
  readTime: ReadTime,
): FieldValue | ValueProblem {
  const isMissing = json === undefined || (json === null && !isNullable(type))
  return isMissing && fallback !== undefined ? valueOfDefault(type, fallback) : valueOfJson(type, json, readTime)
}

function plainValue(type: AvroPlain, json: unknown, readTime: ReadTime): FieldValue | ValueProblem {
  switch (valueKind(type)) {
    case 'time':
      return timeValue(json, readTime, 1)
    case 'micros':
      return timeValue(json, readTime, 1_000)
    case 'date':
      return dateValue(json)
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return numberValue(json)
    case 'boolean':
      return booleanValue(json)
    case 'bytes':
    case 'fixed':
      return bytesValue(json)
    case 'uuid':
      return typeof json === 'string' && UUID.test(json) ? json : new ValueProblem(`is no UUID: ${shown(json)}`)
    case 'decimal':
      return decimalValue(json, (type as { scale?: number }).scale ?? 0)
    case 'string':
      return typeof json === 'string' ? json : new ValueProblem(`is not a text: ${shown(json)}`)
    default:
      return complexValue(type as Exclude<AvroPlain, string>, json, readTime)
  }
}

function complexValue(type: Exclude<AvroPlain, string>, given: unknown, readTime: ReadTime): FieldValue | ValueProblem {
  if (type.type === 'enum') {
    if (typeof given === 'string' && type.symbols.includes(given)) return given
    return new ValueProblem(`is none of ${type.symbols.slice(0, 20).join(', ')}: ${shown(given)}`)
  }
  // A cell of CSV holds a container as JSON text.
  const json = typeof given === 'string' ? parsed(given) : given
  if (type.type === 'array') {
    if (!Array.isArray(json)) return new ValueProblem(`is not a list: ${shown(json)}`)
    const values: FieldValue[] = []
    for (const [i, one] of json.entries()) {
      const value = valueOfJson(type.items, one, readTime)
      if (value instanceof ValueProblem) return value.within(`[${i}]`)
      values.push(value)
    }
    return values
  }
  if (!isObject(json)) return new ValueProblem(`is not an object: ${shown(json)}`)
  if (type.type === 'map') return mapValue(type.values, json, readTime)
  return type.type === 'record' ? recordValue(type.fields, json, readTime) : null
}

function recordValue(fields: readonly AvroField[], json: object, readTime: ReadTime): FieldValue | ValueProblem {
  const types = new Map(fields.map((field) => [field.name, field.type]))
  const unknown = Object.keys(json).find((name) => !types.has(name))
  if (unknown !== undefined) return new ValueProblem(`has a field "${unknown}", which the schema does not have`)
  const entries: [string, FieldValue][] = []
  for (const field of fields) {
    const value = fieldOfJson(
      field,
      Object.hasOwn(json, field.name) ? (json as Record<string, unknown>)[field.name] : undefined,
      readTime,
    )
    if (value instanceof ValueProblem) return value.within(`.${field.name}`)
    entries.push([field.name, value])
  }
  return Object.fromEntries(entries)
}

function mapValue(values: AvroType, json: object, readTime: ReadTime): FieldValue | ValueProblem {
  const entries: [string, FieldValue][] = []
  for (const [name, one] of Object.entries(json)) {
    const value = valueOfJson(values, one, readTime)
    if (value instanceof ValueProblem) return value.within(`.${name}`)
    entries.push([name, value])
  }
  return Object.fromEntries(entries)
}

function timeValue(json: unknown, readTime: ReadTime, perMs: number): number | ValueProblem {
  if (Number.isInteger(json)) return Number(json)
  const time = readTime(json)
  if (time !== null) return Math.round(time * perMs)
  return new ValueProblem(
    `is no time: ${shown(json)}; write epoch ${perMs === 1 ? 'milli' : 'micro'}seconds or 2025-05-17T10:05:03Z`,
  )
}

function dateValue(json: unknown): number | ValueProblem {
  if (Number.isInteger(json)) return Number(json)
  const time = typeof json === 'string' && /^\d{4}-\d\d-\d\d$/.test(json) ? Date.parse(json) : Number.NaN
  return Number.isNaN(time) ? new ValueProblem(`is no date: ${shown(json)}; write 2025-05-17`) : time / DAY_MS
}

function numberValue(json: unknown): number | ValueProblem {
  const number = typeof json === 'string' && json.trim() !== '' ? Number(json) : json
  if (typeof number === 'number' && (!Number.isNaN(number) || json === 'NaN')) return number
  return new ValueProblem(`is not a number: ${shown(json)}`)
}

function booleanValue(json: unknown): boolean | ValueProblem {
  if (typeof json === 'boolean') return json
  if (json === 'true' || json === 'false') return json === 'true'
  return new ValueProblem(`is neither true nor false: ${shown(json)}`)
}

function bytesValue(json: unknown): Uint8Array | ValueProblem {
  if (typeof json !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(json)) return new ValueProblem('is not base64')
  try {
    return Uint8Array.from(atob(json), (character) => character.charCodeAt(0))
  } catch {
    return new ValueProblem('is not base64')
  }
}

/** With all its decimals. */
function decimalValue(json: unknown, scale: number): string | ValueProblem {
  const [, whole, decimals = ''] = /^(-?\d+)(?:\.(\d*))?$/.exec(String(json)) ?? []
  if (whole === undefined) return new ValueProblem(`is no decimal number: ${shown(json)}`)
  if (/[1-9]/.test(decimals.slice(scale))) return new ValueProblem(`has more than ${scale} decimals: ${shown(json)}`)
  return scale === 0 ? whole : `${whole}.${decimals.slice(0, scale).padEnd(scale, '0')}`
}

function hasShape(type: AvroPlain, json: unknown): boolean {
  const kind = valueKind(type)
  if (kind === 'boolean') return typeof json === 'boolean'
  if (kind === 'array') return Array.isArray(json)
  if (kind === 'map' || kind === 'record') return isObject(json)
  if (['int', 'long', 'time', 'micros'].includes(kind)) return Number.isInteger(json)
  if (kind === 'float' || kind === 'double')
    return typeof json === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(String(json))
  return typeof json === 'string' || (kind === 'date' && Number.isInteger(json))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
