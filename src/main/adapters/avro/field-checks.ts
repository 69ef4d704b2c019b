import type { AvroField, AvroPlain, AvroSchema, Event } from '@shared/model/dataset'
import { isUuid } from './uuid'

/** What DateTime64 can hold; a store would clamp an earlier or later time without a word. */
const MIN_TIME = Date.UTC(1900, 0, 1)
const MAX_TIME = Date.UTC(2300, 0, 1) - 1

/** What Avro's own decoding lets pass though no sound writer writes it. Says what is wrong with the event, or null. */
export type FieldChecks = (event: Event) => string | null

export function fieldChecks(schema: AvroSchema): FieldChecks {
  const uuids = namesOf(schema, (type) => logicalType(type) === 'uuid')
  const times = namesOf(schema, (type) => logicalType(type) === 'timestamp-millis')
  const ints = namesOf(schema, (type) => primitive(type) === 'int')
  return (event) => {
    for (const name of uuids) {
      const value = event[name]
      if (value != null && !isUuid(value as string)) return `${name} is not a UUID: ${shown(value)}`
    }
    for (const name of ints) {
      const value = event[name] as number | null | undefined
      if (value != null && value !== (value | 0)) return `${name} is beyond 32 bits: ${shown(value)}`
    }
    for (const name of times) {
      const value = event[name] as number | null | undefined
      if (value != null && (value < MIN_TIME || value > MAX_TIME))
        return `${name} is not a time from 1900 to 2299: ${value}`
    }
    return null
  }
}

/** The type of the field's values when they are not null. */
export function plainType({ type }: AvroField): AvroPlain {
  return Array.isArray(type) ? type[1] : type
}

/** A value as it stands in a reason, cut short. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function namesOf(schema: AvroSchema, matches: (type: AvroPlain) => boolean): string[] {
  return schema.fields.filter((field) => matches(plainType(field))).map((field) => field.name)
}

function logicalType(type: AvroPlain): string | undefined {
  return typeof type === 'object' && 'logicalType' in type ? type.logicalType : undefined
}

function primitive(type: AvroPlain): string {
  return typeof type === 'object' ? type.type : type
}
