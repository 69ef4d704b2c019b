import { isNullable, plainType } from '@shared/model/avro-type'
import type { AvroField, AvroSchema } from '@shared/model/dataset'
import { Type } from 'avsc'

/** What `reading` cannot read of `written`, as text for the user; null when it reads everything (BACKWARD compatibility). */
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
    // avsc reports incompatibility only by throwing.
    return false
  }
}

function typeOf(schema: AvroSchema): Type {
  return Type.forSchema(schema as Parameters<typeof Type.forSchema>[0])
}

/** A record with only this field, under a common name, to check one field at a time. */
function only({ namespace }: AvroSchema, field: AvroField): AvroSchema {
  return { type: 'record', name: 'only', ...(namespace === undefined ? {} : { namespace }), fields: [field] }
}

function typeInWords({ type }: AvroField): string {
  const plain = plainType(type)
  const name =
    typeof plain === 'string' ? plain : plain.type === 'enum' ? `an enum of ${plain.symbols.join(', ')}` : plain.type
  return isNullable(type) ? `${name} or null` : name
}
