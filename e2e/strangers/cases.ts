import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/millrace'

/** Small inputs from the field, each folder with a README that names its public source. They are not part of this repository. */
const CASES = process.env.MILLRACE_CASES ?? join(root, '..', 'shared', 'cases')

/** The path of a case's folder or file, or null when the cases are missing. */
export function caseFile(...path: string[]): string | null {
  const file = join(CASES, ...path)
  return existsSync(file) ? file : null
}
