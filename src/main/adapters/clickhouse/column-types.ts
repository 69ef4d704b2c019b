import type { AvroEnum, AvroPlain, AvroType } from '@shared/model/avro-schema'
import { enumSymbols, isNullable, plainType, type ValueKind, valueKind } from '@shared/model/avro-type'
import { MOST_DIGITS } from '@shared/model/logical-type'
import { quoted } from './quoted'

export const ENUM8_SYMBOLS = 100
/** The columns of enums with more symbols than that. */
export const MANY_SYMBOLS = 'LowCardinality(String)'
export const MANY_NULLABLE_SYMBOLS = 'LowCardinality(Nullable(String))'

type PlainKind = Exclude<ValueKind, 'decimal' | 'fixed' | 'array' | 'map' | 'record'>

/** An enum is the text of its symbols here, and what has no type of its own is JSON. */
export const COLUMN_TYPES = {
  boolean: 'Bool',
  int: 'Int32',
  long: 'Int64',
  float: 'Float32',
  double: 'Float64',
  string: 'String',
  bytes: 'String',
  enum: 'String',
  uuid: 'UUID',
  time: "DateTime64(3, 'UTC')",
  micros: "DateTime64(6, 'UTC')",
  date: 'Date32',
  json: 'String',
} as const satisfies Record<PlainKind, string>

/**
 * The column of a field. Inside a container, symbols are text, whose numbers need not be kept, and bytes are base64, so that all of it can be
 * read as text.
 */
export function columnType(type: AvroType): string {
  const symbols = enumSymbols(type)
  if (symbols.length > ENUM8_SYMBOLS) return isNullable(type) ? MANY_NULLABLE_SYMBOLS : MANY_SYMBOLS
  return typeTree(type, (plain, kind, isInner) => {
    if (kind === 'decimal') return decimalType(plain)
    if (isInner && (kind === 'enum' || kind === 'fixed')) return 'String'
    if (kind === 'enum') return symbolsType((plain as AvroEnum).symbols)
    return kind === 'fixed' ? `FixedString(${sizeOf(plain)})` : COLUMN_TYPES[kind]
  })
}

/** The types that Parquet readers know: symbols and UUIDs as text. */
export function parquetType(type: AvroType): string {
  return typeTree(type, (plain, kind) => {
    if (kind === 'enum' || kind === 'uuid' || kind === 'fixed') return 'String'
    return kind === 'decimal' ? decimalType(plain) : COLUMN_TYPES[kind]
  })
}

/** Every value as text, for reading it exactly. */
export function textType(type: AvroType): string {
  return typeTree(type, () => 'String')
}

type LeafKind = PlainKind | 'decimal' | 'fixed'

/** Containers of what `leaf` says; a leaf of the kind `json` has no plain type. */
function typeTree(
  type: AvroType,
  leaf: (plain: AvroPlain, kind: LeafKind, isInner: boolean) => string,
  isInner = false,
): string {
  const kind = valueKind(type)
  const plain = plainType(type)
  const inner = (one: AvroType) => typeTree(one, leaf, true)
  if (kind !== 'json' && plain !== null && typeof plain === 'object') {
    if (plain.type === 'array') return `Array(${inner(plain.items)})`
    if (plain.type === 'map') return `Map(String, ${inner(plain.values)})`
    if (plain.type === 'record') {
      return `Tuple(${plain.fields.map((field) => `${quoted(field.name)} ${inner(field.type)}`).join(', ')})`
    }
  }
  const column = leaf(plain ?? 'string', kind as LeafKind, isInner)
  return isNullable(type) ? `Nullable(${column})` : column
}

function symbolsType(symbols: readonly string[]): string {
  return `Enum8(${symbols.map((symbol, i) => `'${symbol}' = ${i + 1}`).join(', ')})`
}

function decimalType(plain: AvroPlain): string {
  const { precision = 0, scale = 0 } = plain as { precision?: number; scale?: number }
  return precision > MOST_DIGITS ? 'String' : `Decimal(${precision}, ${scale})`
}

function sizeOf(plain: AvroPlain): number {
  return (plain as { size?: number }).size ?? 0
}
