import type { AvroField, AvroPlain, Dataset } from '@shared/model/dataset'
import type { EventValues, StoredRow } from '@shared/model/event-trace'
import { formatInstant } from '../../ui/format/time'

export type Shape = 'time' | 'number' | 'uuid' | 'text'

/** A field of a dataset, as the table has it. */
export interface Column {
  readonly field: string
  readonly shape: Shape
}

/** What most questions are about comes first, then the rest in the schema's own order; an event's id says the least. */
export function columnsOf({ schema, roles }: Pick<Dataset, 'schema' | 'roles'>): Column[] {
  const first = [roles.time, roles.type, roles.outcome, roles.errorCode, roles.latency]
  const placeOf = ({ name }: AvroField) => {
    if (name === roles.id) return first.length + 1
    return first.includes(name) ? first.indexOf(name) : first.length
  }
  return [...schema.fields]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((field) => ({ field: field.name, shape: shapeOf(plainOf(field)) }))
}

/** What stands in a cell; ids are cut to what tells them apart at a glance. */
export function cellText(value: EventValues[string] | undefined, shape: Shape): string {
  if (value === null || value === undefined) return ''
  if (shape === 'time' && typeof value === 'number') return formatInstant(value)
  return shape === 'uuid' ? `${String(value).slice(0, UUID_SHOWN)}…` : String(value)
}

/** Pixels that a column needs for its name and what stands in it, within bounds. */
export function widthOf({ field, shape }: Column, rows: readonly StoredRow[]): number {
  let characters = field.length
  for (const { event } of rows) characters = Math.max(characters, cellText(event[field], shape).length)
  return Math.min(WIDEST, Math.ceil(characters * CHARACTER) + PADDING)
}

const UUID_SHOWN = 8
const CHARACTER = 7.4
const PADDING = 20
const WIDEST = 260

function plainOf({ type }: AvroField): AvroPlain {
  return Array.isArray(type) ? type[1] : type
}

function shapeOf(plain: AvroPlain): Shape {
  if (typeof plain === 'string') return NUMBERS.has(plain) ? 'number' : 'text'
  if (plain.type === 'enum') return 'text'
  if (plain.logicalType === 'timestamp-millis') return 'time'
  if (plain.logicalType === 'uuid') return 'uuid'
  return NUMBERS.has(plain.type) ? 'number' : 'text'
}

const NUMBERS = new Set(['int', 'long', 'float', 'double'])
