import { withoutComments } from '@shared/lib/without-comments'
import type { AvroSchema } from '@shared/model/avro-schema'
import { enumSymbols, valueKind } from '@shared/model/avro-type'
import { DatasetName, type FieldRole, type Roles } from '@shared/model/dataset'
import { fieldAt } from '@shared/model/field-at'
import { type FieldPath, fieldPaths, fieldsFor, guessErrors, guessRoles } from '@shared/model/guess-roles'
import { readAvroSchema } from '@shared/model/read-avro-schema'
import { resolveRoles } from '@shared/model/resolve-roles'

/** A dropped schema file, and what a person makes of it. */
export interface DatasetDraft {
  readonly name: string
  readonly title: string
  readonly text: string
  readonly schema: AvroSchema
  readonly paths: readonly FieldPath[]
  /** The time is empty while nothing fits. */
  readonly roles: Roles
}

/** The draft of a schema file with guessed roles, or all reasons why the file is no schema. */
export function draftOf(file: string, text: string): DatasetDraft | readonly string[] {
  let json: unknown
  try {
    json = JSON.parse(withoutComments(text.replace(/^\uFEFF/, '')))
  } catch (thrown) {
    return [`it is not valid JSON (${(thrown as Error).message})`]
  }
  const { schema, problems } = readAvroSchema(json, { strict: true })
  if (!schema) return problems
  const stem = file.replace(/\.[^.]*$/, '')
  const title = /^(schema|dataset)?$/i.test(stem) ? schema.name : stem
  const roles = guessRoles(schema) ?? { time: '', errorSymbols: [] }
  return { name: nameOf(title), title: titleOf(title), text, schema, paths: fieldPaths(schema.fields), roles }
}

/** The draft with another field for a role; null for none. */
export function withRole(draft: DatasetDraft, role: FieldRole, path: string | null): DatasetDraft {
  const { [role]: _, ...others } = draft.roles
  const roles = { ...others, ...(path === null ? role === 'time' && { time: '' } : { [role]: path }) } as Roles
  if (role !== 'outcome') return { ...draft, roles }
  const type = path === null ? null : fieldAt(draft.schema, path)
  return { ...draft, roles: { ...roles, errorSymbols: type === null || path === null ? [] : guessErrors(type, path) } }
}

/** The fields that a role may name. */
export function choicesFor({ paths }: DatasetDraft, role: FieldRole): readonly string[] {
  return fieldsFor(role, paths).map(({ path }) => path)
}

/** The values of the outcome; null when it may have any. */
export function outcomeValues({ schema, roles }: DatasetDraft): readonly string[] | null {
  const type = roles.outcome === undefined ? null : fieldAt(schema, roles.outcome)
  if (type === null) return null
  if (valueKind(type) === 'boolean') return ['true', 'false']
  const symbols = enumSymbols(type)
  return symbols.length === 0 ? null : symbols
}

/** The values in a text, which commas separate. */
export function valuesOfText(text: string): string[] {
  return text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

export interface DraftProblems {
  readonly name?: string
  readonly title?: string
  readonly time?: string
  readonly errors?: string
}

/** What is missing, by field. */
export function problemsOf(draft: DatasetDraft, taken: readonly string[]): DraftProblems {
  const { name, title, roles, schema } = draft
  const errors = resolveRoles(schema, roles).problems.find((problem) => problem.includes('roles.errorSymbols'))
  return {
    ...(!DatasetName.safeParse(name).success && {
      name: 'Use lower-case letters, digits and _, and begin with a letter.',
    }),
    ...(taken.includes(name) && { name: 'A dataset of Millrace has this name. Choose another one.' }),
    ...(title.trim() === '' && { title: 'Give it a title.' }),
    ...(roles.time === '' && { time: 'Choose the field with the time of an event.' }),
    ...(errors !== undefined && { errors: 'Choose at least one value, and not all of them.' }),
  }
}

function nameOf(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
  return name.slice(0, 63)
}

function titleOf(text: string): string {
  const words = nameOf(text).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
