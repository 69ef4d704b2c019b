import type { AvroField, AvroPlain, AvroSchema, AvroType } from '@shared/model/avro-schema'
import { isUnion } from '@shared/model/avro-type'

/**
 * The same text for equivalent schemas: no documentation, keys in a fixed order, the short form of plain types. It keeps defaults, aliases and
 * logical types, unlike Avro's parsing canonical form, because they change how records are read.
 */
export function canonicalSchema({ name, namespace, aliases, fields }: AvroSchema): string {
  return JSON.stringify({
    name,
    namespace: namespace ?? '',
    ...(aliases && { aliases }),
    fields: fields.map(canonicalField),
  })
}

export function canonicalField({ name, type, default: fallback, aliases }: AvroField): unknown {
  return {
    name,
    type: canonicalType(type),
    ...(fallback !== undefined && { default: fallback }),
    ...(aliases && { aliases }),
  }
}

function canonicalType(type: AvroType): unknown {
  if (isUnion(type)) return type.map(canonicalType)
  const plain = type as AvroPlain
  if (typeof plain === 'string') return plain
  switch (plain.type) {
    case 'array':
      return { type: plain.type, items: canonicalType(plain.items) }
    case 'map':
      return { type: plain.type, values: canonicalType(plain.values) }
    case 'record':
      return { ...namesOf(plain), fields: plain.fields.map(canonicalField) }
    case 'enum':
      return {
        ...namesOf(plain),
        symbols: plain.symbols,
        ...(plain.default !== undefined && { default: plain.default }),
      }
    case 'fixed':
      return { ...namesOf(plain), size: plain.size, ...logicalOf(plain) }
    default:
      return plain.logicalType ? { type: plain.type, ...logicalOf(plain) } : plain.type
  }
}

function namesOf({ type, name, namespace, aliases }: Extract<AvroPlain, { name: string }>) {
  return { type, name, ...(namespace !== undefined && { namespace }), ...(aliases && { aliases }) }
}

function logicalOf({ logicalType, precision, scale }: Extract<AvroPlain, { logicalType?: unknown }>) {
  return { ...(logicalType && { logicalType }), ...(precision !== undefined && { precision, scale }) }
}
