import type { AvroField, AvroPlain, AvroType } from '@shared/model/avro-schema'
import { plainType, valueKind } from '@shared/model/avro-type'
import type { FieldValue } from '@shared/model/dataset'
import { ValueProblem, valueOfJson } from '@shared/model/value-of-json'
import { textType } from './column-types'
import { quoted } from './quoted'

const DAY_MS = 86_400_000

/** An expression for a field's value as text, because JSON has no NaN and readers may round large numbers. Null stays null. */
export function textOf({ name, type }: AvroField): string {
  const column = quoted(name)
  switch (valueKind(type)) {
    case 'time':
      return `toString(toUnixTimestamp64Milli(${column}))`
    case 'micros':
      return `toString(toUnixTimestamp64Micro(${column}))`
    case 'bytes':
    case 'fixed':
      return `base64Encode(${column})`
    case 'string':
    case 'json':
      return column
    case 'array':
    case 'map':
    case 'record':
      return `toJSONString(CAST(${column} AS ${textType(type)}))`
    default:
      return `toString(${column})`
  }
}

/** The value that `textOf` wrote. */
export function valueOfText(type: AvroType, text: string | number | null): FieldValue {
  if (text === null) return null
  const written = String(text)
  switch (valueKind(type)) {
    case 'time':
    case 'micros':
      return Number(written)
    case 'json': {
      const value = valueOfJson(type, parsed(written), () => null)
      return value instanceof ValueProblem ? null : value
    }
    case 'array':
    case 'map':
    case 'record':
      return treeValue(type, JSON.parse(written))
    default:
      return leafValue(type, written)
  }
}

/** Rows from before the field became a union have plain text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The value of a part of a container, whose leaves are texts. */
function treeValue(type: AvroType, json: unknown): FieldValue {
  if (json === null || json === undefined) return null
  const kind = valueKind(type)
  if (kind === 'json') return valueOfText(type, String(json))
  const plain = plainType(type)
  if (plain !== null && typeof plain === 'object') {
    if (plain.type === 'array') return (json as unknown[]).map((one) => treeValue(plain.items, one))
    if (plain.type === 'map') return mapOf(json, () => plain.values)
    if (plain.type === 'record') {
      const types = new Map(plain.fields.map((field) => [field.name, field.type]))
      return mapOf(json, (name) => types.get(name) ?? 'string')
    }
  }
  return leafValue(type, String(json))
}

function mapOf(json: unknown, typeOf: (name: string) => AvroType): FieldValue {
  return Object.fromEntries(Object.entries(json as object).map(([name, one]) => [name, treeValue(typeOf(name), one)]))
}

function leafValue(type: AvroType, text: string): FieldValue {
  switch (valueKind(type)) {
    case 'boolean':
      return text === 'true' || text === '1'
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return numberOf(text)
    case 'bytes':
    case 'fixed':
      return Buffer.from(text, 'base64')
    case 'date':
      return Date.parse(text) / DAY_MS
    case 'time':
      return Date.parse(`${text.replace(' ', 'T')}Z`)
    case 'micros':
      return microsOf(text)
    case 'decimal':
      return decimalOf(text, plainType(type) as AvroPlain)
    default:
      return text
  }
}

function numberOf(text: string): number {
  if (text === 'inf') return Number.POSITIVE_INFINITY
  return text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)
}

/** Of `2025-05-17 10:05:03.123456`. */
function microsOf(text: string): number {
  const [seconds = '', fraction = ''] = text.split('.')
  return Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1_000 + Number(fraction.padEnd(6, '0'))
}

/** ClickHouse leaves zeros at the end out. */
function decimalOf(text: string, type: AvroPlain): string {
  const { scale = 0 } = type as { scale?: number }
  const [whole = '', decimals = ''] = text.split('.')
  return scale === 0 ? whole : `${whole}.${decimals.padEnd(scale, '0')}`
}
