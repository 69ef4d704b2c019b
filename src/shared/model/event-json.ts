import { type AvroField, type AvroPlain, type AvroType, branchName } from './avro-schema'
import { branchesOf, isTagged, valueKind } from './avro-type'
import type { Event, FieldValue } from './dataset'
import type { EventValue } from './event-trace'

const DAY_MS = 86_400_000

/**
 * A value as JSON: bytes as base64, a date as 2025-05-17, and what JSON numbers cannot be as the text NaN, Infinity or -Infinity. All else is
 * as it is in the event: times are numbers.
 */
export function jsonOf(type: AvroType, value: FieldValue): EventValue {
  if (value === null) return null
  if (value instanceof Uint8Array) return base64(value)
  const branches = branchesOf(type)
  if (branches.length > 1) return unionJson(type, branches, value)
  const plain = branches[0]
  if (plain === undefined) return null
  if (typeof plain === 'object') {
    if (plain.type === 'array' && Array.isArray(value)) return value.map((one) => jsonOf(plain.items, one))
    if (plain.type === 'map' && typeof value === 'object') return mapValues(value, () => plain.values)
    if (plain.type === 'record' && typeof value === 'object') return recordJson(plain.fields, value)
  }
  if (typeof value === 'number') {
    if (valueKind(plain) === 'date') return dateText(value)
    return Number.isFinite(value) ? value : String(value)
  }
  return value as EventValue
}

/** The event's values under these names. */
export function eventJson(fields: readonly AvroField[], event: Event): Record<string, EventValue> {
  return Object.fromEntries(fields.map(({ name, type }) => [name, jsonOf(type, event[name] ?? null)] as const))
}

/** 2025-05-17, of days since 1970. */
export function dateText(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10)
}

function unionJson(type: AvroType, branches: readonly AvroPlain[], value: FieldValue): EventValue {
  if (isTagged(type)) {
    const types = new Map(branches.map((branch) => [branchName(branch), branch]))
    return mapValues(value as object, (name) => types.get(name) ?? 'string')
  }
  const branch = branches.find((one) => fitsShape(one, value))
  return branch === undefined ? null : jsonOf(branch, value)
}

/** The branches have different shapes. */
function fitsShape(type: AvroPlain, value: FieldValue): boolean {
  const base = typeof type === 'string' ? type : type.type
  if (base === 'array') return Array.isArray(value)
  if (base === 'map' || base === 'record') return typeof value === 'object' && !Array.isArray(value)
  if (base === 'boolean') return typeof value === 'boolean'
  return ['int', 'long', 'float', 'double'].includes(base) ? typeof value === 'number' : typeof value === 'string'
}

function recordJson(fields: readonly AvroField[], value: object): EventValue {
  const types = new Map(fields.map((field) => [field.name, field.type]))
  return mapValues(value, (name) => types.get(name) ?? 'string')
}

/** `fromEntries`, because an assignment to `__proto__` would set the prototype. */
function mapValues(value: object, typeOf: (name: string) => AvroType): EventValue {
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, jsonOf(typeOf(name), one as FieldValue)] as const),
  )
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
