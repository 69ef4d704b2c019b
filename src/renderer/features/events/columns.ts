import type { AvroField, AvroPlain, Dataset } from '@shared/model/dataset'
import type { EventValues, StoredRow } from '@shared/model/event-trace'
import { formatInstant } from '../../ui/format/time'

export type Shape = 'time' | 'number' | 'uuid' | 'text'

/** A field of a dataset, as a column of the table. */
export interface Column {
  readonly field: string
  readonly shape: Shape
}

/** The most important fields come first, then the rest in the schema's order, and last the event's id. */
export function columnsOf({ schema, roles }: Pick<Dataset, 'schema' | 'roles'>): Column[] {
  const first = [roles.time, roles.type, roles.outcome, roles.errorCode, roles.latency]
  const rankOf = ({ name }: AvroField) => {
    if (name === roles.id) return first.length + 1
    return first.includes(name) ? first.indexOf(name) : first.length
  }
  return [...schema.fields]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((field) => ({ field: field.name, shape: shapeOf(plainOf(field)) }))
}

/** The text of a cell; ids are shortened to the part that distinguishes them at a glance. */
export function cellText(value: EventValues[string] | undefined, shape: Shape): string {
  if (value === null || value === undefined) return ''
  if (shape === 'time' && typeof value === 'number') return formatInstant(value)
  return shape === 'uuid' ? `${String(value).slice(0, UUID_SHOWN)}…` : String(value)
}

/** The width that a column needs for its name and contents, in pixels, within bounds. */
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
