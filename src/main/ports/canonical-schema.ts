import type { AvroField, AvroPlain, AvroSchema } from '@shared/model/dataset'

/**
 * The same text for schemas that mean the same: documentation left out, keys in one order, the short form of plain types. Defaults
 * and logical types stay, unlike in Avro's parsing canonical form, because they change what is read.
 */
export function canonicalSchema({ name, namespace, fields }: AvroSchema): string {
  return JSON.stringify({ name, namespace: namespace ?? '', fields: fields.map(canonicalField) })
}

export function canonicalField({ name, type, default: fallback }: AvroField): unknown {
  const types = Array.isArray(type) ? ['null', canonicalPlain(type[1])] : canonicalPlain(type)
  return fallback === undefined ? { name, type: types } : { name, type: types, default: fallback }
}

function canonicalPlain(type: AvroPlain): unknown {
  if (typeof type === 'string') return type
  if (type.type === 'enum') return { type: type.type, name: type.name, symbols: type.symbols }
  return type.logicalType ? { type: type.type, logicalType: type.logicalType } : type.type
}
