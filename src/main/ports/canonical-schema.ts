import type { AvroField, AvroPlain, AvroSchema } from '@shared/model/dataset'

/**
 * The same text for equivalent schemas: no documentation, keys in a fixed order, the short form of plain types. It keeps defaults and
 * logical types, unlike Avro's parsing canonical form, because they change how records are read.
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
