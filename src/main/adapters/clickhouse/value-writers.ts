import { valueKind } from '@shared/model/avro-type'
import type { AvroField, AvroPlain, Event } from '@shared/model/dataset'
import { isStorableTime } from '@shared/model/window'
import type { RowBuffer } from './row-buffer'

/** Writes a value, or returns why it cannot (the bytes written are then invalid). */
export type WriteValue = (buffer: RowBuffer, value: Event[string] | undefined) => string | undefined

const ENUM8_SYMBOLS = 100
const INT_MAX = 2_147_483_647
const INT_MIN = -2_147_483_648

/** An upper bound of a value's size in bytes; texts and bytes count as 0. */
export function fixedWidth(type: AvroField['type']): number {
  return valueKind(type) === 'uuid' ? 16 : 8
}

export function valueWriter(type: AvroPlain): WriteValue {
  if (typeof type === 'string') return PRIMITIVES[type]
  if (type.type === 'enum') {
    return type.symbols.length > ENUM8_SYMBOLS ? symbolAsText(type.symbols) : symbolAsNumber(type.symbols)
  }
  if (type.logicalType === 'uuid') return uuid
  if (type.logicalType === 'timestamp-millis') return time
  return PRIMITIVES[type.type]
}

const PRIMITIVES: Readonly<Record<Extract<AvroPlain, string>, WriteValue>> = {
  boolean(buffer, value) {
    if (typeof value !== 'boolean') return 'is not a boolean'
    buffer.uint8(value ? 1 : 0)
    return undefined
  },
  int(buffer, value) {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'is not a whole number'
    if (value > INT_MAX || value < INT_MIN) return 'does not fit 32 bits'
    buffer.int32(value)
    return undefined
  },
  long(buffer, value) {
    if (!Number.isSafeInteger(value)) return 'is not a whole number below 2^53'
    buffer.int64(value as number)
    return undefined
  },
  float(buffer, value) {
    if (typeof value !== 'number') return 'is not a number'
    buffer.float32(value)
    return undefined
  },
  double(buffer, value) {
    if (typeof value !== 'number') return 'is not a number'
    buffer.float64(value)
    return undefined
  },
  string(buffer, value) {
    if (typeof value !== 'string') return 'is not a text'
    buffer.text(value)
    return undefined
  },
  bytes(buffer, value) {
    if (!(value instanceof Uint8Array)) return 'is not bytes'
    buffer.raw(value)
    return undefined
  },
}

const uuid: WriteValue = (buffer, value) =>
  typeof value === 'string' && buffer.uuid(value) ? undefined : 'is not a UUID'

const time: WriteValue = (buffer, value) => {
  if (!Number.isSafeInteger(value)) return 'is not a time in milliseconds'
  const ms = value as number
  if (!isStorableTime(ms)) return 'lies outside the years 1900 to 2299'
  buffer.int64(ms)
  return undefined
}

function symbolAsNumber(symbols: readonly string[]): WriteValue {
  const numbers = new Map<unknown, number>(symbols.map((symbol, i) => [symbol, i + 1]))
  return (buffer, value) => {
    const number = numbers.get(value)
    if (number === undefined) return `is not one of ${symbols.join(', ')}`
    buffer.uint8(number)
    return undefined
  }
}

function symbolAsText(symbols: readonly string[]): WriteValue {
  const known = new Set<unknown>(symbols)
  return (buffer, value) => {
    if (!known.has(value)) return 'is not a symbol of its enum'
    buffer.text(value as string)
    return undefined
  }
}
