import type { AvroField, AvroPlain, AvroSchema } from '@shared/model/dataset'
import { Type } from 'avsc'

/**
 * The same text for schemas that mean the same: documentation left out, keys in one order, the short form of plain types. Defaults
 * and logical types stay, unlike in Avro's parsing canonical form, because they change what is read.
 */
export function canonicalSchema({ name, namespace, fields }: AvroSchema): string {
  return JSON.stringify({ name, namespace: namespace ?? '', fields: fields.map(canonicalField) })
}

/** In words, what of `written` the schema `reading` cannot read; null when it reads all of it (BACKWARD compatibility). */
export function incompatibility(reading: AvroSchema, written: AvroSchema): string | null {
  const before = new Map(written.fields.map((field) => [field.name, field]))
  for (const field of reading.fields) {
    const old = before.get(field.name)
    if (!old && field.default === undefined) return `the new field ${field.name} has no default`
    if (!old || canRead(only(reading, field), only(written, old))) continue
    return `${field.name} cannot be read as ${typeInWords(field)}, it was ${typeInWords(old)}`
  }
  return canRead(reading, written) ? null : `the record ${reading.name} cannot be read as ${written.name}`
}

function canRead(reading: AvroSchema, written: AvroSchema): boolean {
  const [reader, writer] = [typeOf(reading), typeOf(written)]
  try {
    reader.createResolver(writer)
    return true
  } catch {
    // avsc has no other way of saying no.
    return false
  }
}

function typeOf(schema: AvroSchema): Type {
  return Type.forSchema(schema as Parameters<typeof Type.forSchema>[0])
}

/** A record of the one field under a common name, to ask about that field alone. */
function only({ namespace }: AvroSchema, field: AvroField): AvroSchema {
  return { type: 'record', name: 'only', ...(namespace === undefined ? {} : { namespace }), fields: [field] }
}

function canonicalField({ name, type, default: fallback }: AvroField): unknown {
  const types = Array.isArray(type) ? ['null', canonicalPlain(type[1])] : canonicalPlain(type)
  return fallback === undefined ? { name, type: types } : { name, type: types, default: fallback }
}

function canonicalPlain(type: AvroPlain): unknown {
  if (typeof type === 'string') return type
  if (type.type === 'enum') return { type: type.type, name: type.name, symbols: type.symbols }
  return type.logicalType ? { type: type.type, logicalType: type.logicalType } : type.type
}

function typeInWords({ type }: AvroField): string {
  const plain = Array.isArray(type) ? type[1] : type
  const name =
    typeof plain === 'string' ? plain : plain.type === 'enum' ? `an enum of ${plain.symbols.join(', ')}` : plain.type
  return Array.isArray(type) ? `${name} or null` : name
}
