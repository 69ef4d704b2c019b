import type { AvroPlain, AvroPrimitive, AvroType } from './avro-schema'

/**
 * What a field's values are: an enum, a type with a meaning of its own, a primitive, a container, or `json`, which has no type of its own in
 * a table: a union of several types, a container that may be null, and what is always null.
 */
export type ValueKind =
  | 'enum'
  | 'uuid'
  | 'time'
  | 'micros'
  | 'date'
  | 'decimal'
  | 'fixed'
  | 'array'
  | 'map'
  | 'record'
  | 'json'
  | Exclude<AvroPrimitive, 'null'>

export function isUnion(type: AvroType): type is readonly AvroType[] {
  return Array.isArray(type)
}

export function isNullable(type: AvroType): boolean {
  return isUnion(type) ? type.some((branch) => baseOf(branch) === 'null') : baseOf(type) === 'null'
}

/** The types of a value that is not null. */
export function branchesOf(type: AvroType): readonly AvroPlain[] {
  const branches = isUnion(type) ? (type as readonly AvroPlain[]) : [type as AvroPlain]
  return branches.filter((branch) => baseOf(branch) !== 'null')
}

/** The type of the values that are not null; null when they have several types, or none. */
export function plainType(type: AvroType): AvroPlain | null {
  const branches = branchesOf(type)
  return branches.length === 1 ? (branches[0] as AvroPlain) : null
}

export function valueKind(type: AvroType): ValueKind {
  const plain = plainType(type)
  if (plain === null) return 'json'
  const base = baseOf(plain)
  if (base === 'array' || base === 'map' || base === 'record') {
    const isEmpty = typeof plain === 'object' && plain.type === 'record' && plain.fields.length === 0
    return isNullable(type) || isEmpty ? 'json' : base
  }
  if (typeof plain === 'object' && 'logicalType' in plain && plain.logicalType) return LOGICAL_KINDS[plain.logicalType]
  return base as ValueKind
}

const LOGICAL_KINDS = {
  uuid: 'uuid',
  'timestamp-millis': 'time',
  'timestamp-micros': 'micros',
  'local-timestamp-millis': 'time',
  'local-timestamp-micros': 'micros',
  date: 'date',
  decimal: 'decimal',
} as const satisfies Record<string, ValueKind>

export function baseOf(type: AvroType): string {
  if (isUnion(type)) return 'union'
  return typeof type === 'string' ? type : (type as Exclude<AvroPlain, string>).type
}

export function enumSymbols(type: AvroType): readonly string[] {
  const plain = plainType(type)
  return plain !== null && typeof plain === 'object' && plain.type === 'enum' ? plain.symbols : []
}

/** Whether a value of the union is `{"branch": value}`: as JSON, two of its branches would look the same. */
export function isTagged(type: AvroType): boolean {
  const shapes = branchesOf(type).map(jsonShape)
  return new Set(shapes).size < shapes.length
}

function jsonShape(type: AvroPlain): string {
  const base = baseOf(type)
  if (base === 'boolean' || base === 'array') return base
  if (base === 'map' || base === 'record') return 'object'
  return ['int', 'long', 'float', 'double'].includes(base) ? 'number' : 'string'
}
