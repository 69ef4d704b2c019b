import type { AvroSchema, AvroType } from './avro-schema'
import { isNullable, plainType } from './avro-type'

/** The type at a path of field names, through records; with null when a record on the way may be null. Null when there is no such field. */
export function fieldAt({ fields }: Pick<AvroSchema, 'fields'>, path: string): AvroType | null {
  const [name, ...rest] = path.split('.')
  const field = fields.find((one) => one.name === name)
  if (!field) return null
  if (rest.length === 0) return field.type
  const record = plainType(field.type)
  if (record === null || typeof record === 'string' || record.type !== 'record') return null
  const found = fieldAt(record, rest.join('.'))
  if (found === null || !isNullable(field.type) || isNullable(found)) return found
  return ['null', ...(Array.isArray(found) ? (found as readonly AvroType[]) : [found])]
}
