import { isNullable, plainType, valueKind } from '@shared/model/avro-type'
import type { AvroField, AvroPlain, AvroSchema, Roles } from '@shared/model/dataset'

/** Why Avro or the store cannot work with the schema, as text for the user, or null. */
export function schemaProblem(schema: AvroSchema): string | null {
  const twice = firstTwice(schema.fields.map(({ name }) => name))
  if (twice) return `schema.avsc has two fields named "${twice}"; rename one`
  const names = [schema.name, ...schema.fields.flatMap((field) => (enumOf(field) ? [enumOf(field)?.name ?? ''] : []))]
  const namedTwice = firstTwice(names)
  if (namedTwice) return `schema.avsc uses the name "${namedTwice}" for two types; rename one (field names may stay)`
  for (const field of schema.fields) {
    const problem = fieldProblem(field)
    if (problem) return problem
  }
  return null
}

function fieldProblem(field: AvroField): string | null {
  const plain = plainType(field.type)
  const logical = typeof plain === 'object' && 'logicalType' in plain ? plain.logicalType : undefined
  if (logical === 'uuid' && baseOf(plain) !== 'string')
    return `field "${field.name}": logicalType uuid belongs on a string`
  if (logical === 'timestamp-millis' && baseOf(plain) !== 'long') {
    return `field "${field.name}": logicalType timestamp-millis belongs on a long`
  }
  const symbol = firstTwice(enumOf(field)?.symbols ?? [])
  if (symbol) return `field "${field.name}": the enum has the symbol "${symbol}" twice; remove one`
  if (isNullable(field.type) && field.default !== undefined && field.default !== null) {
    return `field "${field.name}": the default of a union that begins with null must be null`
  }
  return null
}

/** The role that names no field or a field of the wrong type, as text for the user, or null. */
export function rolesProblem(schema: AvroSchema, roles: Roles): string | null {
  const fields = new Map(schema.fields.map((field) => [field.name, field]))
  const fits: readonly (readonly [role: keyof Roles, fits: (field: AvroField) => boolean, wants: string])[] = [
    ['time', isTime, 'a long with logicalType timestamp-millis (not a union with null)'],
    ['type', (f) => !isNullable(f.type) && isOneOf(f, 'enum', 'string'), 'an enum or a string (not a union with null)'],
    ['outcome', (f) => !isNullable(f.type) && isOneOf(f, 'enum'), 'an enum (not a union with null)'],
    [
      'latency',
      (f) => isOneOf(f, 'int', 'long', 'float', 'double') && valueKind(f.type) !== 'time',
      'an int, a long, a float or a double',
    ],
    [
      'errorCode',
      (f) => isOneOf(f, 'int', 'long', 'string', 'enum') && valueKind(f.type) !== 'time',
      'an int, a long, a string or an enum',
    ],
    ['key', (f) => !isNullable(f.type) && isOneOf(f, 'string'), 'a string (not a union with null)'],
    ['id', (f) => !isNullable(f.type) && isOneOf(f, 'string'), 'a string (not a union with null)'],
    ['user', (f) => isOneOf(f, 'int', 'long', 'string'), 'an int, a long or a string'],
    ['session', (f) => isOneOf(f, 'int', 'long', 'string'), 'an int, a long or a string'],
  ]
  for (const [role, isAllowed, wants] of fits) {
    const name = roles[role]
    if (typeof name !== 'string') continue
    const field = fields.get(name)
    if (!field) {
      return `dataset.json: roles.${role} names "${name}", which schema.avsc does not have; name one of ${[...fields.keys()].join(', ')}`
    }
    if (!isAllowed(field))
      return `dataset.json: roles.${role} names "${name}", but that must be ${wants}; name another field`
  }
  const symbols = enumOf(fields.get(roles.outcome))?.symbols ?? []
  const unknown = roles.errorSymbols.find((symbol) => !symbols.includes(symbol))
  if (unknown !== undefined) {
    return `dataset.json: roles.errorSymbols has "${unknown}", which is no symbol of "${roles.outcome}"; choose from ${symbols.join(', ')}`
  }
  if (symbols.every((symbol) => roles.errorSymbols.includes(symbol))) {
    return `dataset.json: roles.errorSymbols calls every symbol of "${roles.outcome}" an error; leave at least one out`
  }
  return null
}

function isTime({ type }: AvroField): boolean {
  return !isNullable(type) && valueKind(type) === 'time'
}

function isOneOf(field: AvroField, ...bases: readonly string[]): boolean {
  return bases.includes(baseOf(plainType(field.type)))
}

function baseOf(plain: AvroPlain): string {
  return typeof plain === 'string' ? plain : plain.type
}

function enumOf(field: AvroField | undefined) {
  const plain = field && plainType(field.type)
  return typeof plain === 'object' && plain.type === 'enum' ? plain : null
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, i) => names.indexOf(name) !== i)
}
