import type { AvroSchema, Event } from '@shared/model/dataset'
import type { types } from 'avsc'
import { plainType, shown } from './record-check'

/** Why avsc refuses to encode the event, found field by field. */
export function encodeProblem(schema: AvroSchema, type: types.RecordType, event: Event): string {
  for (const [i, field] of schema.fields.entries()) {
    const value = event[field.name]
    if (value === undefined && field.default !== undefined) continue
    if (value === undefined) return `${field.name} is missing`
    if (type.fields[i]?.type.isValid(value)) continue
    const plain = plainType(field)
    if (typeof plain === 'object' && plain.type === 'enum') {
      return `${field.name}: none of its symbols: ${shown(value)}`
    }
    return `${field.name}: not a valid ${typeof plain === 'object' ? plain.type : plain}: ${shown(value)}`
  }
  return 'it cannot be encoded'
}
