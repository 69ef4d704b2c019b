export const AVRO_PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'string', 'bytes'] as const
export type AvroPrimitive = (typeof AVRO_PRIMITIVES)[number]

/** The logical types that change how a value is kept; all others are those of their base type, as the Avro specification asks. */
export const LOGICAL_TYPES = [
  'uuid',
  'timestamp-millis',
  'timestamp-micros',
  'local-timestamp-millis',
  'local-timestamp-micros',
  'date',
  'decimal',
] as const
export type LogicalType = (typeof LOGICAL_TYPES)[number]

interface Logical {
  readonly logicalType?: LogicalType
  /** Of a decimal. */
  readonly precision?: number
  readonly scale?: number
}

interface Named {
  readonly name: string
  /** When it is not the namespace of the whole schema, or is inside a type of another one; without it, that of the whole schema. */
  readonly namespace?: string
  readonly aliases?: readonly string[]
}

export interface AvroLogical extends Logical {
  readonly type: AvroPrimitive
}
export interface AvroEnum extends Named {
  readonly type: 'enum'
  readonly symbols: readonly string[]
  readonly default?: string
}
export interface AvroFixed extends Named, Logical {
  readonly type: 'fixed'
  /** In bytes. */
  readonly size: number
}
export interface AvroArray {
  readonly type: 'array'
  readonly items: AvroType
}
export interface AvroMap {
  readonly type: 'map'
  readonly values: AvroType
}
export interface AvroRecord extends Named {
  readonly type: 'record'
  readonly fields: readonly AvroField[]
}

/** A type other than a union. */
export type AvroPlain = AvroPrimitive | AvroLogical | AvroEnum | AvroFixed | AvroArray | AvroMap | AvroRecord
/** A type with the definitions of all names in it in place: a named type that is used twice is there twice. */
export type AvroType = AvroPlain | readonly AvroType[]

export interface AvroField {
  readonly name: string
  readonly type: AvroType
  readonly doc?: string
  /** As JSON, in the form that Avro defines. */
  readonly default?: unknown
  readonly aliases?: readonly string[]
}

/** The schema of a dataset's events, as `readAvroSchema` makes it from the JSON of a schema file. */
export interface AvroSchema {
  readonly type: 'record'
  readonly name: string
  readonly namespace?: string
  readonly doc?: string
  readonly aliases?: readonly string[]
  readonly fields: readonly AvroField[]
}

/** The name of a type as a branch of a union, and inside codecs. */
export function branchName(type: AvroPlain): string {
  if (typeof type === 'string') return type
  if (type.type !== 'enum' && type.type !== 'fixed' && type.type !== 'record') return type.type
  return type.namespace ? `${type.namespace.replaceAll('.', '_')}_${type.name}` : type.name
}
