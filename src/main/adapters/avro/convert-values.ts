import { type AvroField, type AvroPlain, type AvroType, branchName } from '@shared/model/avro-schema'
import { isTagged, isUnion } from '@shared/model/avro-type'
import type { FieldValue } from '@shared/model/dataset'
import { decimalText } from '@shared/model/decimal-text'
import { avscName } from './avsc-type'
import { decimalBytes } from './decimal'

/** Turns a value into the other form. Throws a TypeError or RangeError with the reason. */
export type Convert = (value: FieldValue) => FieldValue

export type Direction = 'encode' | 'decode'

/** Between the values of events and those of avsc; null when they are the same. */
export function converterOf(type: AvroType, direction: Direction): Convert | null {
  if (isUnion(type)) return unionConverter(type as readonly AvroPlain[], direction)
  const plain = type as AvroPlain
  if (typeof plain === 'string') return plain === 'bytes' && direction === 'encode' ? asBuffer : null
  switch (plain.type) {
    case 'array': {
      const each = converterOf(plain.items, direction)
      return each && ((value) => (Array.isArray(value) ? value.map(each) : value))
    }
    case 'map': {
      const each = converterOf(plain.values, direction)
      return each && ((value) => (isObject(value) ? mapObject(value, each) : value))
    }
    case 'record':
      return recordConverter(plain.fields, direction)
    case 'enum':
      return null
    default:
      return binaryConverter(plain, direction)
  }
}

/** Null when the record's values are the same in both forms. */
export function recordConverter(fields: readonly AvroField[], direction: Direction): Convert | null {
  const parts = fields.map(({ name, type }) => {
    const [from, to] = direction === 'encode' ? [name, avscName(name)] : [avscName(name), name]
    return { from, to, convert: converterOf(type, direction) }
  })
  const changed = parts.filter(({ from, to, convert }) => from !== to || convert !== null)
  if (changed.length === 0) return null
  return (value) => {
    if (!isObject(value)) return value
    const copy: Record<string, FieldValue> = { ...value }
    for (const { from, to, convert } of changed) {
      const one = Object.hasOwn(value, from) ? value[from] : undefined
      if (one === undefined) continue
      if (from !== to) delete copy[from]
      // An assignment to `__proto__` would set the prototype.
      Object.defineProperty(copy, to, {
        value: convert && one !== null ? convert(one) : one,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return copy
  }
}

function unionConverter(union: readonly AvroPlain[], direction: Direction): Convert | null {
  const branches = union.map((branch) => ({ branch, convert: converterOf(branch, direction) }))
  const changed = branches.filter(({ convert }) => convert !== null)
  if (changed.length === 0) return null
  if (isTagged(union)) {
    const byName = new Map(changed.map(({ branch, convert }) => [branchName(branch), convert]))
    return (value) => {
      if (!isObject(value)) return value
      const entries = Object.entries(value).map(([name, one]) => [name, byName.get(name)?.(one) ?? one] as const)
      return Object.fromEntries(entries)
    }
  }
  // At most one of the branches has the form of the value.
  return (value) => {
    const found = changed.find(({ branch }) => hasForm(branch, value, direction))
    return found?.convert ? found.convert(value) : value
  }
}

function hasForm(branch: AvroPlain, value: FieldValue, direction: Direction): boolean {
  const base = typeof branch === 'string' ? branch : branch.type
  if (base === 'array') return Array.isArray(value)
  if (base === 'map' || base === 'record') return isObject(value)
  if (value instanceof Uint8Array) return base === 'bytes' || base === 'fixed'
  // Decimals and UUIDs of bytes are texts in events.
  return direction === 'encode' && typeof value === 'string' && (base === 'bytes' || base === 'fixed')
}

function binaryConverter(type: Exclude<AvroPlain, string>, direction: Direction): Convert | null {
  if (type.type !== 'bytes' && type.type !== 'fixed') return null
  if (type.logicalType === 'decimal') {
    const { scale = 0, precision = 0 } = type
    if (direction === 'decode') return (value) => decimalText(value as Uint8Array, scale)
    return (value) => decimalBytes(String(value), { scale, precision, size: type.type === 'fixed' ? type.size : null })
  }
  if (type.logicalType === 'uuid') return direction === 'decode' ? uuidText : uuidBytes
  return direction === 'encode' ? asBuffer : null
}

/** avsc accepts bytes only as Buffers. */
function asBuffer(value: FieldValue): FieldValue {
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

function uuidText(value: FieldValue): FieldValue {
  const hex = Buffer.from(value as Uint8Array).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function uuidBytes(value: FieldValue): FieldValue {
  return Buffer.from(String(value).replaceAll('-', ''), 'hex')
}

function mapObject(value: Readonly<Record<string, FieldValue>>, each: Convert): FieldValue {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, one === null ? null : each(one)]))
}

function isObject(value: FieldValue): value is Readonly<Record<string, FieldValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
