import type { AvroField } from './avro-schema'
import { valueKind } from './avro-type'
import type { Dataset, Event, FieldValue } from './dataset'
import { fieldAt } from './field-at'

type Fields = Pick<Dataset, 'schema' | 'derived'>

/** What a row has: the fields of the schema, then the columns that are taken from within them. */
export function storedFields({ schema, derived = [] }: Fields): readonly AvroField[] {
  return derived.length === 0 ? schema.fields : [...schema.fields, ...derived.map(({ name, type }) => ({ name, type }))]
}

/** Adds the values that are taken from within an event, to the event itself. */
export function createDerivation({ schema, derived = [] }: Fields): (event: Event) => Event {
  if (derived.length === 0) return (event) => event
  const steps = derived.map(({ name, path, type }) => {
    const source = fieldAt(schema, path.join('.'))
    const isMicros = source !== null && valueKind(source) === 'micros' && valueKind(type) === 'time'
    return { name, path, isMicros }
  })
  return (event) => {
    for (const { name, path, isMicros } of steps) {
      const value = path.reduce<FieldValue | undefined>(within, event)
      event[name] = typeof value === 'number' && isMicros ? Math.floor(value / 1_000) : (value ?? null)
    }
    return event
  }
}

function within(value: FieldValue | undefined, name: string): FieldValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  return (value as Readonly<Record<string, FieldValue>>)[name]
}

/** Why an event cannot be placed in time, as text; null when it can. */
export function missingTime({ roles, derived }: Pick<Dataset, 'roles' | 'derived'>, event: Event): string | null {
  if (typeof event[roles.time] === 'number') return null
  const path = derived?.find(({ name }) => name === roles.time)?.path.join('.') ?? roles.time
  return `${path}: null, and an event needs a time`
}
