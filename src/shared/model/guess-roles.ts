import type { AvroField, AvroSchema, AvroType } from './avro-schema'
import { enumSymbols, isNullable, plainType, type ValueKind, valueKind } from './avro-type'
import type { FieldRole, Roles } from './dataset'
import { ROLE_FITS } from './resolve-roles'

/** A field, or one within a record. */
export interface FieldPath {
  readonly path: string
  readonly type: AvroType
}

/** Enough for any event that people look at. */
const DEEPEST = 6

/** Every field that a role could name, in the schema's order, those of a record after it. */
export function fieldPaths(fields: readonly AvroField[], before = '', depth = 1): FieldPath[] {
  return fields.flatMap(({ name, type }) => {
    const path = before + name
    const plain = plainType(type)
    const isRecord = plain !== null && typeof plain === 'object' && plain.type === 'record'
    if (!isRecord) return [{ path, type }]
    return depth < DEEPEST ? fieldPaths(plain.fields, `${path}.`, depth + 1) : []
  })
}

/** The fields that fit the role by their type. */
export function fieldsFor(role: FieldRole, paths: readonly FieldPath[]): FieldPath[] {
  return paths.filter(({ type }) => ROLE_FITS[role].kinds.includes(valueKind(type)))
}

const ERROR = /ERR|FAIL|BAD|REFUS|REJECT|DENIED|INVALID|TIMEOUT|CANCEL|ABORT|UNAVAIL/i

/** The values of the outcome that say an error, by their names. */
export function guessErrors(type: AvroType, path: string): string[] {
  if (valueKind(type) === 'boolean') return [ERROR.test(lastName(path)) ? 'true' : 'false']
  const symbols = enumSymbols(type)
  const errors = symbols.filter((symbol) => ERROR.test(symbol))
  return errors.length < symbols.length ? errors : []
}

/** The roles as a person would guess them, from names and types; null when there is nothing that could be the time. */
export function guessRoles(schema: AvroSchema): Roles | null {
  const paths = fieldPaths(schema.fields)
  const find = (
    role: FieldRole,
    names: RegExp,
    kinds?: readonly ValueKind[],
    not: readonly (string | undefined)[] = [],
  ) =>
    fieldsFor(role, paths).find(
      ({ path, type }) =>
        names.test(snake(lastName(path))) && (kinds?.includes(valueKind(type)) ?? true) && !not.includes(path),
    )
  const time = timeOf(paths)
  if (time === undefined) return null
  const outcome =
    find('outcome', /^(is_)?(ok|success|successful|failed|failure|error)$/, ['boolean']) ??
    fieldsFor('outcome', paths).find(
      ({ path, type }) => valueKind(type) === 'enum' && guessErrors(type, path).length > 0,
    )
  const kind =
    find('type', /(^|_)(type|kind|event|action|method|op|operation|category)$/, ['enum', 'string'], [outcome?.path]) ??
    fieldsFor('type', paths).find(({ path, type }) => valueKind(type) === 'enum' && path !== outcome?.path)
  const latency = find('latency', /latency|duration|took|elapsed|response_time/, undefined, [time])
  const errorCode = find('errorCode', /^(error|status|response|result)_?code$/)
  const user = find('user', /^(user|customer|account|client|member)_?(id|uuid)?$/)
  const session = find('session', /^session_?(id|uuid)?$/)
  const ids = new RegExp(`^((event|record|message|request|${escaped(snake(schema.name))})_?)?(id|uuid)$`)
  const id = find('id', ids)
  const key = user ?? session ?? find('key', /(^|_)(key|device|store|id|uuid)(_id)?$/, undefined, [id?.path]) ?? id
  return withoutNone({
    time,
    type: kind?.path,
    outcome: outcome?.path,
    errorSymbols: outcome ? guessErrors(outcome.type, outcome.path) : [],
    latency: latency?.path,
    errorCode: errorCode?.path,
    key: key?.path,
    id: id?.path,
    user: user?.path,
    session: session?.path,
  })
}

/** A logical type says it for sure; otherwise the name of a long. A time that is never null comes first. */
function timeOf(paths: readonly FieldPath[]): string | undefined {
  const times = fieldsFor('time', paths)
  const typed = times.filter(({ type }) => valueKind(type) !== 'long')
  const named = times.filter(({ path }) => /(^|_)(time|timestamp|ts|at|date|when|ms)$|time/.test(snake(lastName(path))))
  const all = typed.length > 0 ? typed : named
  return (all.find(({ type }) => !isNullable(type)) ?? all[0])?.path
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** `orderTime` as `order_time`. */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

function escaped(name: string): string {
  return name.replace(/\W/g, '')
}

function withoutNone(roles: { readonly [role in keyof Roles]: Roles[role] | undefined }): Roles {
  return Object.fromEntries(Object.entries(roles).filter(([, value]) => value !== undefined)) as Roles
}
