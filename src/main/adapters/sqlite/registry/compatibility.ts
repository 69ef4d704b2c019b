import { avroJson } from '@shared/model/avro-json'
import type { AvroField, AvroSchema } from '@shared/model/avro-schema'
import { baseOf, branchesOf, enumSymbols, isNullable, plainType } from '@shared/model/avro-type'
import { Type } from 'avsc'

/** What `reading` cannot read of `written`, as text for the user; null when it reads everything (BACKWARD compatibility). */
export function incompatibility(reading: AvroSchema, written: AvroSchema): string | null {
  const before = new Map(written.fields.map((field) => [field.name, field]))
  const problems = reading.fields.flatMap((field) => fieldProblem(reading, field, written, before))
  if (problems.length > 0) return problems.join('; ')
  return canRead(reading, written) ? null : `the record ${reading.name} cannot be read as ${written.name}`
}

function fieldProblem(
  reading: AvroSchema,
  field: AvroField,
  written: AvroSchema,
  before: ReadonlyMap<string, AvroField>,
): string[] {
  const old = [field.name, ...(field.aliases ?? [])].map((name) => before.get(name)).find((one) => one !== undefined)
  if (!old) return field.default === undefined ? [`the new field ${field.name} has no default`] : []
  if (canRead(only(reading, field), only(written, old))) return []
  return [`${field.name} cannot be read as ${typeInWords(field)}, it was ${typeInWords(old)}`]
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
  return Type.forSchema(avroJson(schema) as Parameters<typeof Type.forSchema>[0])
}

/** A record with only this field, under a common name, to check one field at a time. */
function only({ namespace }: AvroSchema, field: AvroField): AvroSchema {
  return { type: 'record', name: 'only', ...(namespace === undefined ? {} : { namespace }), fields: [field] }
}

function typeInWords({ type }: AvroField): string {
  const plain = plainType(type)
  const symbols = enumSymbols(type)
  const one = symbols.length > 0 ? `an enum of ${symbols.join(', ')}` : plain === null ? 'null' : baseOf(plain)
  const branches = branchesOf(type)
  const name = branches.length > 1 ? branches.map(baseOf).join(' or ') : one
  return isNullable(type) && plain !== null ? `${name} or null` : name
}
