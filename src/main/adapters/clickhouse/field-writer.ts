import type { AvroField, AvroFixed, AvroPlain, AvroType } from '@shared/model/avro-schema'
import { isNullable, plainType, valueKind } from '@shared/model/avro-type'
import { jsonOf } from '@shared/model/event-json'
import {
  decimalWriter,
  enumWriter,
  fixedWidth,
  KIND_WRITERS,
  type SymbolNumbers,
  symbolAsText,
  type WriteValue,
} from './value-writers'

/** Writes a field's value as RowBinary. `numbers` are those of the symbols in the table, if it is an enum. */
export function fieldWriter(type: AvroType, numbers?: SymbolNumbers): WriteValue {
  return writerOf(type, false, numbers)
}

function writerOf(type: AvroType, isInner: boolean, numbers?: SymbolNumbers): WriteValue {
  const write =
    valueKind(type) === 'json' ? jsonWriter(type) : plainWriter(plainType(type) as AvroPlain, isInner, numbers)
  if (!isNullable(type)) return write
  return (buffer, value) => {
    if (value === null || value === undefined) {
      buffer.uint8(1)
      return undefined
    }
    buffer.uint8(0)
    return write(buffer, value)
  }
}

function plainWriter(plain: AvroPlain, isInner: boolean, numbers?: SymbolNumbers): WriteValue {
  const kind = valueKind(plain)
  if (typeof plain === 'object') {
    switch (plain.type) {
      case 'array':
        return arrayWriter(plain.items)
      case 'map':
        return mapWriter(plain.values)
      case 'record':
        return recordWriter(plain.fields)
      case 'enum':
        return isInner ? symbolAsText(plain.symbols) : enumWriter(plain, numbers)
    }
  }
  if (kind === 'decimal') return decimalWriter(plain)
  if (isInner && (kind === 'bytes' || kind === 'fixed')) return base64Writer
  if (kind === 'fixed') return fixedWriter(plain as AvroFixed)
  return KIND_WRITERS[kind as keyof typeof KIND_WRITERS]
}

function arrayWriter(items: AvroType): WriteValue {
  const write = writerOf(items, true)
  const width = 1 + fixedWidth(items)
  return (buffer, value) => {
    if (!Array.isArray(value)) return 'is not an array'
    buffer.reserve(5)
    buffer.varint(value.length)
    for (const one of value) {
      buffer.reserve(width)
      const problem = write(buffer, one)
      if (problem !== undefined) return `has an item that ${problem}`
    }
    // What comes next relies on its own space being free.
    buffer.reserve(0)
    return undefined
  }
}

function mapWriter(values: AvroType): WriteValue {
  const write = writerOf(values, true)
  const width = 1 + fixedWidth(values)
  return (buffer, value) => {
    if (!isObject(value)) return 'is not a map'
    const entries = Object.entries(value)
    buffer.reserve(5)
    buffer.varint(entries.length)
    for (const [key, one] of entries) {
      buffer.text(key)
      buffer.reserve(width)
      const problem = write(buffer, one)
      if (problem !== undefined) return `has an entry that ${problem}`
    }
    buffer.reserve(0)
    return undefined
  }
}

function recordWriter(fields: readonly AvroField[]): WriteValue {
  const writers = fields.map(({ name, type }) => ({ name, write: writerOf(type, true) }))
  return (buffer, value) => {
    if (!isObject(value)) return 'is not a record'
    for (const { name, write } of writers) {
      const problem = write(buffer, Object.hasOwn(value, name) ? value[name] : undefined)
      if (problem !== undefined) return `has a field ${name} that ${problem}`
    }
    return undefined
  }
}

function jsonWriter(type: AvroType): WriteValue {
  return (buffer, value) => {
    if (value === undefined) return 'is missing'
    buffer.text(JSON.stringify(jsonOf(type, value)))
    return undefined
  }
}

function fixedWriter({ size }: AvroFixed): WriteValue {
  return (buffer, value) => {
    if (!(value instanceof Uint8Array) || value.length !== size) return `is not ${size} bytes`
    buffer.reserve(size)
    buffer.bytesOf(value)
    return undefined
  }
}

const base64Writer: WriteValue = (buffer, value) => {
  if (!(value instanceof Uint8Array)) return 'is not bytes'
  buffer.text(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'))
  return undefined
}

function isObject<T>(value: T | undefined): value is Exclude<Extract<T, object>, readonly unknown[] | Uint8Array> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
