import type { AvroField, AvroPlain, AvroSchema, AvroType } from '@shared/model/avro-schema'
import { baseOf, isUnion, valueKind } from '@shared/model/avro-type'

/** The range of DateTime64; a store silently clamps times outside it. */
const MIN_TIME = Date.UTC(1900, 0, 1)
const MAX_TIME = Date.UTC(2300, 0, 1) - 1
const DAY_MS = 86_400_000
const MAX_INT = 0x7fff_ffff
/** Avro doubles a number before writing it, and avsc does this in a double: beyond 2^52 it writes and reads a different number. */
const LONG_LIMIT = 2 ** 52
/** A 64-bit number takes at most ten bytes of seven bits. */
const MAX_VARINT_BYTES = 10
/** Of items that take no bytes. */
const MOST_EMPTY_ITEMS = 100_000

type LeafKind =
  | 'null'
  | 'boolean'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'string'
  | 'uuid'
  | 'time'
  | 'micros'
  | 'date'

type Check =
  | { readonly kind: LeafKind }
  | { readonly kind: 'enum'; readonly symbols: number }
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'union'; readonly branches: readonly Check[] }
  | { readonly kind: 'array' | 'map'; readonly item: Check }
  | { readonly kind: 'record'; readonly fields: readonly FieldCheck[] }

interface FieldCheck {
  readonly name: string
  readonly check: Check
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
    this.#fields = fieldChecks(written.fields, read.fields)
  }

  /** What is wrong with the record in `bytes[start..end)`, as text; null when it is valid. */
  problem(bytes: Buffer, start: number, end: number): string | null {
    this.#at = start
    for (const { name, check } of this.#fields) {
      const problem = this.#problem(check, bytes, end)
      if (this.#at > end) return `it ends after ${end} bytes, in or before ${name}`
      if (problem !== null) return problem.startsWith('.') ? `${name}${problem}` : `${name}: ${problem}`
    }
    const left = end - this.#at
    return left === 0 ? null : `${left} ${left === 1 ? 'byte is' : 'bytes are'} left over after its last field`
  }

  /** A problem within a record begins with the name of its field, after a dot. */
  #problem(check: Check, bytes: Buffer, end: number): string | null {
    switch (check.kind) {
      case 'union': {
        const branch = this.#long(bytes)
        if (this.#at > end) return null
        const found = check.branches[branch]
        return found ? this.#problem(found, bytes, end) : 'the union does not have this branch'
      }
      case 'record':
        for (const { name, check: inner } of check.fields) {
          const problem = this.#problem(inner, bytes, end)
          if (this.#at > end) return null
          if (problem !== null) return problem.startsWith('.') ? `.${name}${problem}` : `.${name}: ${problem}`
        }
        return null
      case 'array':
      case 'map':
        return this.#itemsProblem(check, bytes, end)
      case 'enum': {
        const index = this.#long(bytes)
        return index >= 0 && index < check.symbols ? null : `the schema has no symbol number ${index}`
      }
      case 'fixed':
        this.#at += check.size
        return null
      default:
        return this.#leafProblem(check.kind, bytes, end)
    }
  }

  /** Blocks of items; a negative count is followed by the size of the block in bytes. */
  #itemsProblem({ kind, item }: Extract<Check, { item: Check }>, bytes: Buffer, end: number): string | null {
    let empty = 0
    for (;;) {
      let count = this.#long(bytes)
      if (count === 0 || this.#at > end) return null
      if (count < 0) {
        count = -count
        this.#long(bytes)
      }
      if (!Number.isSafeInteger(count)) return 'its number of items has no end'
      for (let i = 0; i < count; i++) {
        const before = this.#at
        const problem =
          (kind === 'map' ? this.#leafProblem('string', bytes, end) : null) ?? this.#problem(item, bytes, end)
        if (this.#at > end) return null
        if (problem !== null) return problem
        if (this.#at === before && ++empty > MOST_EMPTY_ITEMS)
          return `more than ${MOST_EMPTY_ITEMS} items without a value`
      }
    }
  }

  #leafProblem(kind: LeafKind, bytes: Buffer, end: number): string | null {
    switch (kind) {
      case 'null':
        return null
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
      case 'time':
        return isWithin(this.#long(bytes), MIN_TIME, MAX_TIME) ? null : 'not a time from 1900 to 2299'
      case 'micros': {
        const value = this.#long(bytes)
        if (!(value >= -LONG_LIMIT && value < LONG_LIMIT)) return 'a whole number beyond 2^52'
        return isWithin(value / 1_000, MIN_TIME, MAX_TIME) ? null : 'not a time from 1900 to 2299'
      }
      case 'date':
        return isWithin(this.#long(bytes) * DAY_MS, MIN_TIME, MAX_TIME) ? null : 'not a date from 1900 to 2299'
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

function isWithin(value: number, from: number, to: number): boolean {
  return value >= from && value <= to
}

function fieldChecks(written: readonly AvroField[], read: readonly AvroField[]): FieldCheck[] {
  const types = new Map(read.map(({ name, type }) => [name, type]))
  return written.map(({ name, type }) => ({ name, check: checkOf(type, types.get(name)) }))
}

function checkOf(written: AvroType, read: AvroType | undefined): Check {
  if (isUnion(written)) {
    return { kind: 'union', branches: written.map((branch) => checkOf(branch, sameBranch(branch, read))) }
  }
  const plain = written as AvroPlain
  const base = baseOf(plain)
  // A union that has one type more than before still has the others.
  const other = read !== undefined && isUnion(read) ? sameBranch(plain, read) : (read as AvroPlain | undefined)
  if (typeof plain === 'object') {
    switch (plain.type) {
      case 'enum':
        return { kind: 'enum', symbols: plain.symbols.length }
      case 'fixed':
        return { kind: 'fixed', size: plain.size }
      case 'array':
        return {
          kind: 'array',
          item: checkOf(plain.items, typeof other === 'object' && other.type === 'array' ? other.items : undefined),
        }
      case 'map':
        return {
          kind: 'map',
          item: checkOf(plain.values, typeof other === 'object' && other.type === 'map' ? other.values : undefined),
        }
      case 'record':
        return {
          kind: 'record',
          fields: fieldChecks(plain.fields, typeof other === 'object' && other.type === 'record' ? other.fields : []),
        }
    }
  }
  return { kind: stricter(leafKind(plain), base, other) }
}

function sameBranch(branch: AvroType, read: AvroType | undefined): AvroPlain | undefined {
  if (read === undefined || !isUnion(read)) return read as AvroPlain | undefined
  return read.find((one) => baseOf(one) === baseOf(branch)) as AvroPlain | undefined
}

function leafKind(type: AvroPlain): LeafKind {
  if (baseOf(type) === 'null') return 'null'
  const kind = valueKind(type)
  return kind === 'bytes' || kind === 'decimal' ? 'string' : (kind as LeafKind)
}

function stricter(written: LeafKind, base: string, read: AvroPlain | undefined): LeafKind {
  if (read === undefined || base === 'null') return written
  const kind = valueKind(read)
  const narrows =
    (written === 'string' && kind === 'uuid') ||
    (written === 'long' && (kind === 'time' || kind === 'micros')) ||
    (written === 'int' && kind === 'date')
  return narrows ? (kind as LeafKind) : written
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
