import { isNullable, plainType, type ValueKind, valueKind } from '@shared/model/avro-type'
import type { AvroSchema } from '@shared/model/dataset'

/** The range of DateTime64; a store silently clamps times outside it. */
const MIN_TIME = Date.UTC(1900, 0, 1)
const MAX_TIME = Date.UTC(2300, 0, 1) - 1
const MAX_INT = 0x7fff_ffff
/** Avro doubles a number before writing it, and avsc does this in a double: beyond 2^52 it writes and reads a different number. */
const LONG_LIMIT = 2 ** 52
/** A 64-bit number takes at most ten bytes of seven bits. */
const MAX_VARINT_BYTES = 10

interface FieldCheck {
  readonly name: string
  readonly kind: ValueKind
  readonly nullable: boolean
  readonly symbols: number
}

/**
 * Checks a record's bytes before they are decoded, because Avro's decoder accepts much that no correct writer produces. Checking bytes
 * costs far less than checking decoded values, and can name the field.
 */
export class RecordCheck {
  readonly #fields: readonly FieldCheck[]
  #at = 0

  /** `written` is the schema that defines the byte layout; logical types come from `read`. */
  constructor(written: AvroSchema, read: AvroSchema) {
    const logical = new Map(read.fields.map(({ name, type }) => [name, valueKind(type)]))
    this.#fields = written.fields.map((field) => {
      const type = plainType(field.type)
      const symbols = typeof type === 'object' && type.type === 'enum' ? type.symbols.length : 0
      const kind = stricter(valueKind(field.type), logical.get(field.name))
      return { name: field.name, kind, nullable: isNullable(field.type), symbols }
    })
  }

  /** What is wrong with the record in `bytes[start..end)`, as text; null when it is valid. */
  problem(bytes: Buffer, start: number, end: number): string | null {
    this.#at = start
    for (const field of this.#fields) {
      if (field.nullable) {
        const branch = bytes[this.#at++] as number
        if (this.#at <= end && branch === 0) continue
        if (this.#at <= end && branch !== 2) return `${field.name}: the union does not have this branch`
      }
      const problem = this.#fieldProblem(field, bytes, end)
      if (this.#at > end) return `it ends after ${end} bytes, in or before ${field.name}`
      if (problem !== null) return `${field.name}: ${problem}`
    }
    const left = end - this.#at
    return left === 0 ? null : `${left} ${left === 1 ? 'byte is' : 'bytes are'} left over after its last field`
  }

  #fieldProblem({ kind, symbols }: FieldCheck, bytes: Buffer, end: number): string | null {
    switch (kind) {
      case 'boolean':
        return (bytes[this.#at++] as number) > 1 ? 'not a boolean' : null
      case 'float':
        this.#at += 4
        return null
      case 'double':
        this.#at += 8
        return null
      case 'int': {
        const value = this.#long(bytes)
        return value >= -MAX_INT - 1 && value <= MAX_INT ? null : `a whole number beyond 32 bits`
      }
      case 'long': {
        const value = this.#long(bytes)
        return value >= -LONG_LIMIT && value < LONG_LIMIT ? null : 'a whole number beyond 2^52'
      }
      case 'time': {
        const value = this.#long(bytes)
        return value >= MIN_TIME && value <= MAX_TIME ? null : 'not a time from 1900 to 2299'
      }
      case 'enum': {
        const index = this.#long(bytes)
        return index >= 0 && index < symbols ? null : `the schema has no symbol number ${index}`
      }
      default: {
        const length = this.#long(bytes)
        if (!(length >= 0)) return 'its length is negative'
        const start = this.#at
        this.#at += length
        if (kind !== 'uuid' || this.#at > end) return null
        return length === 36 && isUuid(bytes, start)
          ? null
          : `not a UUID: ${shown(bytes.toString('utf8', start, this.#at))}`
      }
    }
  }

  /** Zigzag varint. Exact within ±2^52; any larger number returns a value beyond that; NaN when it does not end. */
  #long(bytes: Buffer): number {
    let byte = bytes[this.#at++] as number
    let value = byte & 0x7f
    let factor = 128
    let read = 1
    while (byte >= 0x80) {
      if (read++ === MAX_VARINT_BYTES) return Number.NaN
      byte = bytes[this.#at++] as number
      value += (byte & 0x7f) * factor
      factor *= 128
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}

/** A value for an error text, shortened. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function stricter(written: ValueKind, read: ValueKind | undefined): ValueKind {
  const narrows = (written === 'string' && read === 'uuid') || (written === 'long' && read === 'time')
  return narrows ? (read ?? written) : written
}

const HYPHEN = 0x2d
const HEX_DIGITS = 32
const IS_HEX = new Int32Array(256)
for (const digit of '0123456789abcdefABCDEF') IS_HEX[digit.charCodeAt(0)] = 1

/** Whether the 36 bytes at `start` are 8-4-4-4-12 hexadecimal digits, the only text that stores accept as a UUID. */
export function isUuid(bytes: Uint8Array, start: number): boolean {
  let digits = 0
  for (let i = start; i < start + 36; i++) digits += IS_HEX[bytes[i] as number] as number
  return (
    digits === HEX_DIGITS &&
    bytes[start + 8] === HYPHEN &&
    bytes[start + 13] === HYPHEN &&
    bytes[start + 18] === HYPHEN &&
    bytes[start + 23] === HYPHEN
  )
}
