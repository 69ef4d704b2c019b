import { isNullable, plainType, valueKind } from '@shared/model/avro-type'
import type { AvroField, Dataset, Event } from '@shared/model/dataset'
import { logPositionColumns } from '@shared/model/log-position-columns'
import { csvFields } from './csv-fields'
import type { LineParser } from './line-parser'
import { epochTime, parseLogTime } from './log-formats/log-time'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** A field's text in CSV, or its value in JSON. */
type Given = Readonly<Record<string, unknown>>

/** Reads each line as a JSON object with the dataset's fields. */
export function createJsonEventParser(dataset: Dataset): LineParser {
  const read = createEventReader(dataset)
  return (line, eventId) => {
    if (line.trim() === '') return 'the line is empty'
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      return 'it is no complete JSON object'
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no JSON object'
    return read(value as Given, eventId)
  }
}

/** Reads CSV (RFC 4180) whose first line names the fields; `header` is that line, if it was read before. */
export function createCsvEventParser(dataset: Dataset, header: string | null): LineParser {
  const read = createEventReader(dataset)
  const nullable = new Set(dataset.schema.fields.filter(({ type }) => isNullable(type)).map(({ name }) => name))
  let names = header === null ? null : csvFields(header)
  return (line, eventId) => {
    if (line.trim() === '') return 'the line is empty'
    const values = csvFields(line)
    if (typeof values === 'string') return values
    if (names === null || typeof names === 'string') {
      names = values
      return null
    }
    if (values.length !== names.length) return `it has ${values.length} fields; the first line names ${names.length}`
    const given = names.map((name, i) => [name, values[i] === '' && nullable.has(name) ? null : values[i]] as const)
    return read(Object.fromEntries(given), eventId)
  }
}

/** What is wrong is named by the field, all of it at once. */
function createEventReader({ schema, roles }: Dataset): (given: Given, eventId: string) => Event | string {
  const fields = new Map(schema.fields.map((field) => [field.name, field]))
  // Rows that were taken from here say where in the log they were; they get another position.
  const ignored = new Set(Object.values(logPositionColumns([...fields.keys()])))
  return (given, eventId) => {
    const event: Event = {}
    const problems: string[] = []
    for (const [name, field] of fields) {
      const value = given[name] ?? defaultOf(field)
      const missing = name === roles.id ? eventId : null
      const read = value === null ? missing : fieldValue(field, value)
      if (read instanceof Problem) problems.push(`field "${name}" ${read.text}`)
      else if (read === null && !isNullable(field.type)) problems.push(`field "${name}" is missing`)
      else event[name] = read
    }
    const unknown = Object.keys(given).filter((name) => !fields.has(name) && !ignored.has(name))
    if (unknown.length > 0) problems.push(`the schema has no field "${unknown.slice(0, 5).join('", "')}"`)
    return problems.length === 0 ? event : problems.join('; ')
  }
}

function defaultOf(field: AvroField): string | number | boolean | null {
  return field.default ?? null
}

class Problem {
  constructor(readonly text: string) {}
}

/** A value in the form that records have. Text is accepted for numbers and times, because CSV has only text. */
function fieldValue({ type }: AvroField, value: unknown): Event[string] | Problem {
  const plain = plainType(type)
  switch (valueKind(type)) {
    case 'time':
      return timeOf(value)
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return numberOf(value)
    case 'boolean':
      return booleanOf(value)
    case 'bytes':
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return new Problem('is not base64')
      return Buffer.from(value, 'base64')
    case 'uuid':
      return typeof value === 'string' && UUID.test(value) ? value : new Problem(`is no UUID: ${shown(value)}`)
    case 'enum': {
      const symbols = typeof plain === 'object' && plain.type === 'enum' ? plain.symbols : []
      if (typeof value === 'string' && symbols.includes(value)) return value
      return new Problem(`is none of ${symbols.slice(0, 20).join(', ')}: ${shown(value)}`)
    }
    default:
      return typeof value === 'string' ? value : new Problem(`is not a text: ${shown(value)}`)
  }
}

function timeOf(value: unknown): number | Problem {
  if (Number.isInteger(value)) return Number(value)
  const time = typeof value === 'number' ? epochTime(value) : typeof value === 'string' ? parseLogTime(value) : null
  if (typeof time === 'number') return time
  return new Problem(`is no time: ${shown(value)}; write epoch milliseconds or 2025-05-17T10:05:03Z`)
}

function numberOf(value: unknown): number | Problem {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && !Number.isNaN(number) ? number : new Problem(`is not a number: ${shown(value)}`)
}

function booleanOf(value: unknown): boolean | Problem {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  return new Problem(`is neither true nor false: ${shown(value)}`)
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60)
}
