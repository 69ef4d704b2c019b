import { fullName } from './avro-names'
import type { AvroField, AvroPlain, AvroSchema, AvroType } from './avro-schema'
import { isUnion } from './avro-type'

/**
 * The schema as Avro writes it: a named type is defined where it is used first, and named afterwards.
 */
export function avroJson(schema: AvroSchema): Record<string, unknown> {
  const root = schema.namespace ?? ''
  const defined = new Set<string>([fullName(root, schema.name)])

  const fieldOf = (field: AvroField, namespace: string): unknown => ({ ...field, type: typeOf(field.type, namespace) })
  const typeOf = (type: AvroType, enclosing: string): unknown => {
    if (isUnion(type)) return type.map((branch) => typeOf(branch, enclosing))
    const plain = type as AvroPlain
    if (typeof plain === 'string') return plain
    if (plain.type === 'array') return { type: 'array', items: typeOf(plain.items, enclosing) }
    if (plain.type === 'map') return { type: 'map', values: typeOf(plain.values, enclosing) }
    if (!('name' in plain)) return plain
    const namespace = plain.namespace ?? root
    const full = fullName(namespace, plain.name)
    if (defined.has(full)) return namespace === enclosing ? plain.name : full
    defined.add(full)
    const { namespace: _, ...rest } = plain
    const own = namespace === enclosing ? rest : { ...rest, namespace }
    return 'fields' in plain ? { ...own, fields: plain.fields.map((field) => fieldOf(field, namespace)) } : own
  }
  return { ...schema, fields: schema.fields.map((field) => fieldOf(field, root)) }
}
