import type { AvroField } from '@shared/model/avro-schema'
import { isNullable, valueKind } from '@shared/model/avro-type'
import type { Dataset, Event, FieldValue } from '@shared/model/dataset'
import { logPositionColumns } from '@shared/model/log-position-columns'
import { createDerivation, missingTime, storedFields } from '@shared/model/stored-fields'
import { fieldOfJson, ValueProblem } from '@shared/model/value-of-json'
import { csvFields } from './csv-fields'
import type { LineParser } from './line-parser'
import { epochTime, parseLogTime } from './log-formats/log-time'

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
function createEventReader(dataset: Dataset): (given: Given, eventId: string) => Event | string {
  const { schema, roles } = dataset
  const derive = createDerivation(dataset)
  const fields = new Map(schema.fields.map((field) => [field.name, field]))
  // Exported rows have their position in the log, and columns of what is within them; both are made again.
  const ignored = new Set([
    ...Object.values(logPositionColumns(storedFields(dataset).map(({ name }) => name))),
    ...(dataset.derived ?? []).map(({ name }) => name),
  ])
  return (given, eventId) => {
    const values: [string, FieldValue][] = []
    const problems: string[] = []
    for (const [name, field] of fields) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      const isOwnId = name === roles.id && isText(field.type) && (value === null || value === undefined)
      const read = isOwnId ? eventId : fieldOfJson(field, value, readTime)
      if (read instanceof ValueProblem) problems.push(`field ${read.within(`"${name}"`).text}`)
      else values.push([name, read])
    }
    const unknown = Object.keys(given).filter((name) => !fields.has(name) && !ignored.has(name))
    if (unknown.length > 0) problems.push(`the schema has no field "${unknown.slice(0, 5).join('", "')}"`)
    if (problems.length > 0) return problems.join('; ')
    const event = derive(Object.fromEntries(values))
    return missingTime(dataset, event) ?? event
  }
}

function isText(type: AvroField['type']): boolean {
  return ['string', 'uuid'].includes(valueKind(type))
}

/** Text in one of the formats of logs, or epoch seconds as some write them. */
function readTime(value: unknown): number | null {
  const time = typeof value === 'number' ? epochTime(value) : typeof value === 'string' ? parseLogTime(value) : null
  return typeof time === 'number' ? time : null
}
