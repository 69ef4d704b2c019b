import { type AvroPlain, type AvroType, branchName } from './avro-schema'
import { isTagged, isUnion, valueKind } from './avro-type'
import type { FieldValue } from './dataset'
import { decimalText } from './decimal-text'

/** The value of a default in a schema, which `defaultProblem` has accepted. */
export function valueOfDefault(type: AvroType, json: unknown): FieldValue {
  if (isUnion(type)) {
    const first = type[0] as AvroPlain
    const value = valueOfDefault(first, json)
    return value !== null && isTagged(type) ? { [branchName(first)]: value } : value
  }
  const plain = type as AvroPlain
  if (plain === 'bytes') return bytesOf(json)
  if (typeof plain === 'string') return json as FieldValue
  switch (plain.type) {
    case 'array':
      return (json as unknown[]).map((one) => valueOfDefault(plain.items, one))
    case 'map':
      return entries(json, () => plain.values)
    case 'record': {
      const types = new Map(plain.fields.map((field) => [field.name, field.type]))
      const defaults = plain.fields
        .filter((field) => field.default !== undefined)
        .map((field) => [field.name, field.default])
      return entries({ ...Object.fromEntries(defaults), ...(json as object) }, (name) => types.get(name) ?? 'string')
    }
    case 'bytes':
    case 'fixed':
      return binary(plain, bytesOf(json))
    default:
      return json as FieldValue
  }
}

function binary(type: Exclude<AvroPlain, string>, bytes: Uint8Array): FieldValue {
  const kind = valueKind(type)
  if (kind === 'decimal') return decimalText(bytes, (type as { scale?: number }).scale ?? 0)
  if (kind !== 'uuid') return bytes
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function entries(json: unknown, typeOf: (name: string) => AvroType): FieldValue {
  return Object.fromEntries(
    Object.entries(json as object).map(([name, one]) => [name, valueOfDefault(typeOf(name), one)] as const),
  )
}

/** In a schema, bytes are text with one character for each byte. */
function bytesOf(json: unknown): Uint8Array {
  return Uint8Array.from(String(json), (character) => character.charCodeAt(0))
}
