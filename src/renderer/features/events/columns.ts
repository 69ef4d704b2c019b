import { valueKind } from '@shared/model/avro-type'
import type { AvroField, Dataset } from '@shared/model/dataset'
import type { EventValue, StoredRow } from '@shared/model/event-trace'
import { storedFields } from '@shared/model/stored-fields'
import { formatInstant } from '../../ui/format/time'

export type Shape = 'time' | 'number' | 'uuid' | 'text'

/** A field of a dataset, as a column of the table. */
export interface Column {
  readonly field: string
  /** The field's name, or its path within an event. */
  readonly title: string
  readonly shape: Shape
}

/** The most important fields come first, then the rest in the schema's order, and last the event's id. */
export function columnsOf(dataset: Pick<Dataset, 'schema' | 'roles' | 'derived'>): Column[] {
  const { roles, derived = [] } = dataset
  const paths = new Map(derived.map(({ name, path }) => [name, path.join('.')]))
  const first = [roles.time, roles.type, roles.outcome, roles.errorCode, roles.latency]
  const rankOf = ({ name }: AvroField) => {
    if (name === roles.id) return first.length + 1
    return first.includes(name) ? first.indexOf(name) : first.length
  }
  const isShownAsRole = new Set(paths.values())
  return storedFields(dataset)
    .filter(({ name }) => !isShownAsRole.has(name))
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((field) => ({ field: field.name, title: paths.get(field.name) ?? field.name, shape: shapeOf(field.type) }))
}

/** The text of a cell; ids are shortened to the part that distinguishes them at a glance. */
export function cellText(value: EventValue | undefined, shape: Shape): string {
  if (value === null || value === undefined) return ''
  if (shape === 'time' && typeof value === 'number') return formatInstant(value)
  return shape === 'uuid' ? `${String(value).slice(0, UUID_SHOWN)}…` : valueText(value)
}

/** The whole value; what has parts as JSON. */
export function valueText(value: EventValue | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The width that a column needs for its name and contents, in pixels, within bounds. */
export function widthOf({ field, title, shape }: Column, rows: readonly StoredRow[]): number {
  let characters = title.length
  for (const { event } of rows) characters = Math.max(characters, cellText(event[field], shape).length)
  return Math.min(WIDEST, Math.ceil(characters * CHARACTER) + PADDING)
}

const UUID_SHOWN = 8
const CHARACTER = 7.4
const PADDING = 20
const WIDEST = 260

function shapeOf(type: AvroField['type']): Shape {
  switch (valueKind(type)) {
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return 'number'
    case 'time':
      return 'time'
    case 'uuid':
      return 'uuid'
    default:
      return 'text'
  }
}
