import type { AvroEnum, AvroPlain, AvroType } from '@shared/model/avro-schema'
import { plainType, type ValueKind, valueKind } from '@shared/model/avro-type'
import type { FieldValue } from '@shared/model/dataset'
import { MOST_DIGITS } from '@shared/model/logical-type'
import { isStorableTime } from '@shared/model/window'
import { ENUM8_SYMBOLS } from './column-types'
import type { RowBuffer } from './row-buffer'

/** Writes a value, or returns why it cannot (the bytes written are then invalid). */
export type WriteValue = (buffer: RowBuffer, value: FieldValue | undefined) => string | undefined

const INT_MAX = 2_147_483_647
const INT_MIN = -2_147_483_648
const DAY_MS = 86_400_000

/** Writes a value of one of these kinds, which need to know no more of their type. */
export const KIND_WRITERS = {
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
  uuid: (buffer, value) => (typeof value === 'string' && buffer.uuid(value) ? undefined : 'is not a UUID'),
  time: (buffer, value) => timestamp(buffer, value, 1),
  micros: (buffer, value) => timestamp(buffer, value, 1_000),
  date(buffer, value) {
    if (!Number.isSafeInteger(value)) return 'is not a date in days'
    if (!isStorableTime((value as number) * DAY_MS)) return 'lies outside the years 1900 to 2299'
    buffer.int32(value as number)
    return undefined
  },
} as const satisfies Partial<Record<ValueKind, WriteValue>>

function timestamp(buffer: RowBuffer, value: FieldValue | undefined, perMs: number): string | undefined {
  if (!Number.isSafeInteger(value))
    return perMs === 1 ? 'is not a time in milliseconds' : 'is not a time in microseconds'
  if (!isStorableTime((value as number) / perMs)) return 'lies outside the years 1900 to 2299'
  buffer.int64(value as number)
  return undefined
}

/** The number of a symbol in its column, by symbol. */
export type SymbolNumbers = ReadonlyMap<string, number>

export function numbersOf(symbols: readonly string[]): SymbolNumbers {
  return new Map(symbols.map((symbol, i) => [symbol, i + 1]))
}

export function enumWriter({ symbols }: AvroEnum, numbers: SymbolNumbers = numbersOf(symbols)): WriteValue {
  if (symbols.length > ENUM8_SYMBOLS) return symbolAsText(symbols)
  return (buffer, value) => {
    const number = numbers.get(value as string)
    if (number === undefined) return `is not one of ${symbols.join(', ')}`
    buffer.uint8(number)
    return undefined
  }
}

export function symbolAsText(symbols: readonly string[]): WriteValue {
  const known = new Set<unknown>(symbols)
  return (buffer, value) => {
    if (!known.has(value)) return 'is not a symbol of its enum'
    buffer.text(value as string)
    return undefined
  }
}

/** ClickHouse keeps a decimal in the smallest whole number that has its digits. */
export function decimalWriter(type: AvroPlain): WriteValue {
  const { precision = 0, scale = 0 } = type as { precision?: number; scale?: number }
  if (precision > MOST_DIGITS) return KIND_WRITERS.string
  const bytes = decimalWidth(precision)
  return (buffer, value) => {
    const digits = typeof value === 'string' ? digitsOf(value, scale) : null
    if (digits === null) return 'is not a decimal number'
    if (digits.replace(/^-?0*/, '').length > precision) return `has more than ${precision} digits`
    buffer.bigint(BigInt(digits), bytes)
    return undefined
  }
}

function decimalWidth(precision: number): number {
  if (precision <= 9) return 4
  if (precision <= 18) return 8
  return precision <= 38 ? 16 : 32
}

/** The decimal without its point, as it would be with exactly `scale` decimals. */
function digitsOf(text: string, scale: number): string | null {
  const [, whole, decimals = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(text) ?? []
  return whole === undefined || decimals.length > scale ? null : whole + decimals.padEnd(scale, '0')
}

/** An upper bound of a value's size in bytes; texts, bytes and containers count as 0, because they reserve their own space. */
export function fixedWidth(type: AvroType): number {
  const kind = valueKind(type)
  if (kind === 'uuid') return 16
  const plain = plainType(type)
  if (kind === 'decimal') return decimalWidth((plain as { precision?: number }).precision ?? 0)
  if (kind === 'record' && plain !== null && typeof plain === 'object' && plain.type === 'record') {
    return plain.fields.reduce((sum, field) => sum + 1 + fixedWidth(field.type), 0)
  }
  return 8
}
