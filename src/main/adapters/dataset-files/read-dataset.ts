import { basename } from 'node:path'
import { withoutComments } from '@shared/lib/without-comments'
import { type Dataset, DatasetFile, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { readAvroSchema } from '@shared/model/read-avro-schema'
import { resolveRoles } from '@shared/model/resolve-roles'
import type { ZodError } from 'zod'

export const SCHEMA_FILE = 'schema.avsc'
export const DATASET_FILE = 'dataset.json'

/** The dataset of the folder `dir`, which gives it its name, from the texts of its files. Throws `dataset-invalid` with all problems. */
export function readDataset(dir: string, schemaText: string, fileText: string): Dataset {
  const name = DatasetName.safeParse(basename(dir).toLowerCase().replaceAll(/[-. ]/g, '_'))
  if (!name.success)
    throw invalid(dir, 'the folder gives the dataset its name: rename it to lower-case letters, digits and _')
  const { schema, problems } = readAvroSchema(jsonOf(dir, SCHEMA_FILE, withoutComments(schemaText)), { strict: true })
  const file = DatasetFile.safeParse(jsonOf(dir, DATASET_FILE, fileText))
  const resolved = schema && file.success ? resolveRoles(schema, file.data.roles) : null
  const all = [...problems, ...fileProblems(file), ...(resolved?.problems ?? [])]
  if (schema === null || !file.success || resolved === null || all.length > 0) {
    throw invalid(dir, shortened(all).join('; '), file.error)
  }
  return { ...file.data, roles: resolved.roles, derived: [...resolved.derived], name: name.data, schema }
}

/** More than this at once helps nobody. */
const PROBLEMS_SHOWN = 30

function shortened(problems: readonly string[]): readonly string[] {
  if (problems.length <= PROBLEMS_SHOWN) return problems
  return [...problems.slice(0, PROBLEMS_SHOWN), `and ${problems.length - PROBLEMS_SHOWN} more`]
}

function fileProblems({ error }: { readonly error?: ZodError }): string[] {
  return (error?.issues ?? []).map(
    ({ path, message }) => `${DATASET_FILE}, ${path.join('.') || 'the top level'}: ${message}`,
  )
}

function jsonOf(dir: string, name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    throw invalid(dir, `${name} is not valid JSON (${(thrown as Error).message})`, thrown)
  }
}

export function invalid(dir: string, problem: string, cause?: unknown): FaultError {
  return new FaultError({ code: 'dataset-invalid', dir, problem }, { cause })
}
