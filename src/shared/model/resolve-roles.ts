import type { AvroSchema, AvroType } from './avro-schema'
import { enumSymbols, isNullable, type ValueKind, valueKind } from './avro-type'
import { type DerivedField, FIELD_ROLES, type FieldRole, type Roles } from './dataset'
import { fieldAt } from './field-at'

export interface ResolvedRoles {
  /** By the names of columns. */
  readonly roles: Roles
  readonly derived: readonly DerivedField[]
  /** All of them, as text for the user. */
  readonly problems: readonly string[]
}

const NAMES_SHOWN = 40

interface Fit {
  readonly kinds: readonly ValueKind[]
  readonly wants: string
}

/** What each role may name. */
export const ROLE_FITS: Readonly<Record<FieldRole, Fit>> = {
  time: {
    kinds: ['time', 'micros', 'long'],
    wants: 'a long with logicalType timestamp-millis or timestamp-micros, or of milliseconds',
  },
  type: {
    kinds: ['enum', 'string', 'uuid', 'boolean', 'int', 'long'],
    wants: 'an enum, a string, a boolean or a whole number',
  },
  outcome: { kinds: ['enum', 'string', 'boolean'], wants: 'an enum, a string or a boolean' },
  latency: { kinds: ['int', 'long', 'float', 'double'], wants: 'an int, a long, a float or a double' },
  errorCode: { kinds: ['int', 'long', 'string', 'enum'], wants: 'an int, a long, a string or an enum' },
  key: { kinds: ['string', 'uuid', 'enum', 'int', 'long'], wants: 'a string, an enum or a whole number' },
  id: { kinds: ['string', 'uuid', 'int', 'long'], wants: 'a string or a whole number' },
  user: { kinds: ['string', 'uuid', 'int', 'long'], wants: 'a string or a whole number' },
  session: { kinds: ['string', 'uuid', 'int', 'long'], wants: 'a string or a whole number' },
}

const TIME: AvroType = { type: 'long', logicalType: 'timestamp-millis' }

/**
 * Roles by column instead of by path. A role that points into a record gets a column of its own, and so does a time that is not in
 * milliseconds or may be null.
 */
export function resolveRoles(schema: AvroSchema, given: Roles): ResolvedRoles {
  const problems: string[] = []
  const derived: DerivedField[] = []
  const roles: Roles = { ...given }
  for (const role of FIELD_ROLES) {
    const path = given[role]
    if (path === undefined) continue
    const type = fieldAt(schema, path)
    const { kinds, wants } = ROLE_FITS[role]
    if (type === null) {
      problems.push(
        `dataset.json: roles.${role} names "${path}", which schema.avsc does not have; name one of ${namesOf(schema)}`,
      )
    } else if (!kinds.includes(valueKind(type))) {
      problems.push(`dataset.json: roles.${role} names "${path}", but that must be ${wants}; name another field`)
    } else if (needsColumn(role, path, type)) {
      roles[role] = `@${role}`
      derived.push({ name: `@${role}`, path: path.split('.'), type: role === 'time' ? TIME : type })
    }
  }
  const outcome = given.outcome === undefined ? null : fieldAt(schema, given.outcome)
  const problem = errorsProblem(given, outcome)
  return { roles, derived, problems: problem === null ? problems : [...problems, problem] }
}

function needsColumn(role: FieldRole, path: string, type: AvroType): boolean {
  return path.includes('.') || (role === 'time' && (isNullable(type) || valueKind(type) !== 'time'))
}

function errorsProblem({ outcome, errorSymbols }: Roles, type: AvroType | null): string | null {
  if (outcome === undefined) {
    return errorSymbols.length === 0
      ? null
      : 'dataset.json: roles.errorSymbols needs roles.outcome, the field that has these values'
  }
  if (type === null) return null
  const values = valueKind(type) === 'boolean' ? ['true', 'false'] : enumSymbols(type)
  if (errorSymbols.length === 0) {
    const choice = values.length === 0 ? '' : `; choose from ${values.join(', ')}`
    return `dataset.json: roles.errorSymbols does not say which values of "${outcome}" are errors${choice}`
  }
  if (values.length === 0) return null
  const what = valueKind(type) === 'boolean' ? 'value' : 'symbol'
  const unknown = errorSymbols.find((symbol) => !values.includes(symbol))
  if (unknown !== undefined) {
    return `dataset.json: roles.errorSymbols has "${unknown}", which is no ${what} of "${outcome}"; choose from ${values.join(', ')}`
  }
  if (values.every((value) => errorSymbols.includes(value))) {
    return `dataset.json: roles.errorSymbols calls every ${what} of "${outcome}" an error; leave at least one out`
  }
  return null
}

function namesOf({ fields }: AvroSchema): string {
  const names = fields.map(({ name }) => name)
  return names.length <= NAMES_SHOWN ? names.join(', ') : `${names.slice(0, NAMES_SHOWN).join(', ')} …`
}
