import type { AvroField, AvroPlain, AvroPrimitive } from './dataset'

type FieldType = AvroField['type']

/** What a field's values are: an enum, a type with a meaning of its own, or a primitive. */
export type ValueKind = 'enum' | 'uuid' | 'time' | AvroPrimitive

export function isNullable(type: FieldType): boolean {
  return Array.isArray(type)
}

/** The type of the values that are not null. */
export function plainType(type: FieldType): AvroPlain {
  return Array.isArray(type) ? type[1] : type
}

export function valueKind(type: FieldType): ValueKind {
  const plain = plainType(type)
  if (typeof plain === 'string') return plain
  if (plain.type === 'enum') return 'enum'
  if (plain.logicalType === 'uuid') return 'uuid'
  return plain.logicalType === 'timestamp-millis' ? 'time' : plain.type
}
