import type { AvroEnum, AvroType } from './avro-schema'
import { baseOf } from './avro-type'

/** An object of a schema's JSON. */
export type Json = Readonly<Record<string, unknown>>

/** The name of a named type, and its namespace: its own or the enclosing one. */
export function nameOf(json: Json, enclosing: string): { name: string; namespace: string } {
  const name = String(json.name ?? '')
  const dot = name.lastIndexOf('.')
  if (dot !== -1) return { name: name.slice(dot + 1), namespace: name.slice(0, dot) }
  return { name, namespace: typeof json.namespace === 'string' ? json.namespace : enclosing }
}

export function fullName(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}.${name}`
}

/** Where a type is does not make it another one. */
export function contentOf(type: AvroType | null): string {
  return JSON.stringify(type, (key, value) => (key === 'namespace' ? undefined : value))
}

export function aliasesOf({ aliases }: Json): { aliases?: string[] } {
  const given = Array.isArray(aliases) ? aliases.filter((one) => typeof one === 'string') : []
  return given.length > 0 ? { aliases: given } : {}
}

/** What may be only once in a union. */
export function keyOf(type: AvroType): string {
  const base = baseOf(type)
  const named = type as Partial<AvroEnum>
  return named.name === undefined ? base : `"${fullName(named.namespace ?? '', named.name)}"`
}

export function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value for an error text, shortened. */
export function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60)
}
