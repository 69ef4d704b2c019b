import type { AvroFixed, AvroLogical, AvroPrimitive, LogicalType } from './avro-schema'

type Attributes = Readonly<Record<string, unknown>>

/** The largest decimal of ClickHouse; a longer one is text there. */
export const MOST_DIGITS = 76

const BASES: Readonly<Record<Exclude<LogicalType, 'decimal' | 'uuid'>, AvroPrimitive>> = {
  'timestamp-millis': 'long',
  'timestamp-micros': 'long',
  'local-timestamp-millis': 'long',
  'local-timestamp-micros': 'long',
  date: 'int',
}

/** The type with its logical type, or as it is when the logical type is unknown or does not fit: both are ignored by the specification. */
export function logicalOf(type: AvroPrimitive, attributes: Attributes): AvroPrimitive | AvroLogical
export function logicalOf(type: AvroFixed, attributes: Attributes): AvroFixed
export function logicalOf(
  type: AvroPrimitive | AvroFixed,
  attributes: Attributes,
): AvroPrimitive | AvroLogical | AvroFixed {
  const logical = attributes.logicalType
  const base = typeof type === 'string' ? type : type.type
  const own = typeof type === 'string' ? { type } : type
  if (logical === 'uuid') {
    const fits = base === 'string' || (typeof type === 'object' && type.size === 16)
    return fits ? ({ ...own, logicalType: logical } as AvroLogical | AvroFixed) : type
  }
  if (logical === 'decimal') {
    const decimal = decimalOf(type, attributes)
    return decimal ? ({ ...own, logicalType: logical, ...decimal } as AvroLogical | AvroFixed) : type
  }
  const fits = typeof logical === 'string' && (BASES as Readonly<Record<string, string>>)[logical] === base
  return fits ? ({ ...own, logicalType: logical } as AvroLogical) : type
}

function decimalOf(
  type: AvroPrimitive | AvroFixed,
  attributes: Attributes,
): { precision: number; scale: number } | null {
  const { precision, scale = 0 } = attributes
  if (type !== 'bytes' && typeof type === 'string') return null
  if (!Number.isInteger(precision) || !Number.isInteger(scale)) return null
  const [digits, after] = [Number(precision), Number(scale)]
  if (digits < 1 || after < 0 || after > digits) return null
  const most = typeof type === 'string' ? Number.POSITIVE_INFINITY : Math.floor(Math.log10(2) * (8 * type.size - 1))
  return digits <= most ? { precision: digits, scale: after } : null
}
