import type { AvroType } from '@shared/model/avro-schema'
import { type ValueKind, valueKind } from '@shared/model/avro-type'
import { jsonOf } from '@shared/model/event-json'
import { valueOfDefault } from '@shared/model/value-of-default'
import { columnType } from './column-types'
import { literal } from './quoted'

const CONTAINERS: readonly ValueKind[] = ['array', 'map', 'record']

/** A field's default as SQL; null when it is the one that its column's type has anyway. */
export function defaultExpression(type: AvroType, json: unknown): string | null {
  const value = valueOfDefault(type, json)
  if (value === null) return null
  const kind = valueKind(type)
  const text = jsonOf(type, value)
  const column = columnType(type)
  if (CONTAINERS.includes(kind)) {
    const written = JSON.stringify(text)
    return written === '[]' || written === '{}' ? null : `JSONExtract(${literal(written)}, ${literal(column)})`
  }
  switch (kind) {
    case 'bytes':
    case 'fixed':
      return `CAST(base64Decode(${literal(String(text))}) AS ${column})`
    case 'json':
      return literal(JSON.stringify(text))
    case 'time':
      return `CAST(fromUnixTimestamp64Milli(toInt64(${text}), 'UTC') AS ${column})`
    case 'micros':
      return `CAST(fromUnixTimestamp64Micro(toInt64(${text}), 'UTC') AS ${column})`
    default:
      return `CAST(${literal(String(text))} AS ${column})`
  }
}
