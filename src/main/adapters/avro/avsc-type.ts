import {
  type AvroField,
  type AvroPlain,
  type AvroRecord,
  type AvroSchema,
  type AvroType,
  branchName,
} from '@shared/model/avro-schema'
import { isTagged, isUnion } from '@shared/model/avro-type'
import { Type, types } from 'avsc'

/** avsc takes an object's prototype for a field of this name. */
const PROTO = '__proto__'
const SAFE_PROTO = '__proto___'

/** The name of a field inside avsc's values. */
export function avscName(name: string): string {
  return name === PROTO ? SAFE_PROTO : name
}

type Schema = Parameters<typeof Type.forSchema>[0]

/**
 * The schema's type in avsc. Unions are tagged as `isTagged` says. Names go without their namespace, as the specification resolves them.
 * Logical types are left to the codec.
 */
export function avscType(schema: AvroSchema): types.RecordType {
  const defined = new Set<string>()
  const options: Parameters<typeof Type.forSchema>[1] = {
    omitRecordMethods: true,
    // The typings of avsc leave out that the hook gets the options, which carry the names known so far.
    typeHook: ((one: unknown, own: Parameters<typeof Type.forSchema>[1]) => {
      if (!isMarked(one)) return undefined
      const Union = one.tagged ? types.WrappedUnionType : types.UnwrappedUnionType
      return new Union(one.union as never, own as never)
    }) as never,
  }
  return Type.forSchema(recordOf(schema, defined) as Schema, options) as types.RecordType
}

/** A union on its way through avsc's reading of the schema. */
interface MarkedUnion {
  readonly union: readonly unknown[]
  readonly tagged: boolean
}

function isMarked(schema: unknown): schema is MarkedUnion {
  return typeof schema === 'object' && schema !== null && 'union' in schema
}

function schemaOf(type: AvroType, defined: Set<string>): unknown {
  if (isUnion(type)) {
    return { union: type.map((branch) => schemaOf(branch, defined)), tagged: isTagged(type) } satisfies MarkedUnion
  }
  const plain = type as AvroPlain
  if (typeof plain === 'string') return plain
  switch (plain.type) {
    case 'array':
      return { type: 'array', items: schemaOf(plain.items, defined) }
    case 'map':
      return { type: 'map', values: schemaOf(plain.values, defined) }
    case 'record':
      return defined.has(branchName(plain)) ? branchName(plain) : recordOf(plain, defined)
    case 'enum':
    case 'fixed': {
      const name = branchName(plain)
      if (defined.has(name)) return name
      defined.add(name)
      const { namespace: _, aliases, ...rest } = plain
      return { ...rest, name, aliases: bare(aliases) }
    }
    default:
      return plain.type
  }
}

function recordOf(record: AvroRecord | AvroSchema, defined: Set<string>): unknown {
  // The whole schema's namespace is left out, like that of the types in it.
  const name = defined.size === 0 ? record.name : branchName(record as AvroRecord)
  defined.add(name)
  return {
    type: 'record',
    name,
    aliases: bare(record.aliases),
    fields: record.fields.map((field) => fieldOf(field, defined)),
  }
}

function fieldOf({ name, type, default: fallback, aliases }: AvroField, defined: Set<string>): unknown {
  return {
    name: avscName(name),
    type: schemaOf(type, defined),
    ...(fallback !== undefined && { default: fallback }),
    aliases: aliases ?? [],
  }
}

function bare(aliases: readonly string[] | undefined): string[] {
  return (aliases ?? []).map((alias) => alias.slice(alias.lastIndexOf('.') + 1))
}
