import type { AvroSchema, Event } from '@shared/model/dataset'
import type { types } from 'avsc'
import { plainType, shown } from './field-checks'

/** Why the event cannot be encoded, found field by field. */
export function encodeProblem(schema: AvroSchema, type: types.RecordType, event: Event): string {
  for (const [i, field] of schema.fields.entries()) {
    const value = event[field.name]
    if (value === undefined && field.default !== undefined) continue
    if (value === undefined) return `${field.name} is missing`
    if (type.fields[i]?.type.isValid(value)) continue
    const plain = plainType(field)
    if (typeof plain === 'object' && plain.type === 'enum') {
      return `${field.name} is not one of its symbols: ${shown(value)}`
    }
    return `${field.name} is not a valid ${typeof plain === 'object' ? plain.type : plain}: ${shown(value)}`
  }
  return 'it cannot be encoded'
}

/** Why the bytes from `start` on are not a record of the type that wrote them, found field by field. */
export function decodeProblem(type: types.RecordType, bytes: Buffer, start: number): string {
  let at = start
  for (const { name, type: fieldType } of type.fields) {
    try {
      const { offset } = fieldType.decode(bytes, at)
      if (offset < 0) return `it ends after ${bytes.length} bytes, in or before ${name}`
      at = offset
    } catch (error) {
      return `${name}: ${inWords((error as Error).message)}`
    }
  }
  const left = bytes.length - at
  return left > 0
    ? `${left} ${left === 1 ? 'byte is' : 'bytes are'} left over after its last field`
    : 'it cannot be decoded'
}

function inWords(message: string): string {
  if (message === 'potential precision loss') return 'a whole number beyond 2^53'
  return message.replace(/^invalid (\S+) enum index: /, 'the schema has no symbol number ')
}
