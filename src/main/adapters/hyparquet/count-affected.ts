import type { Columns } from '@main/ports/extract-columns'
import type { AffectedCounts, AffectedQuestion } from '@main/ports/extract-reader'
import type { Roles } from '@shared/model/dataset'
import { createDistinctCounter, type DistinctCounter } from '@shared/model/distinct-count'
import { type ParquetFile, type RowRange, withParquetFile } from './parquet-file'
import { createColumnReader, readGroup } from './read-columns'

interface Affected {
  events: number
  readonly users: DistinctCounter | null
  readonly sessions: DistinctCounter | null
}

/** The users and sessions of the rows that match each question. */
export function countAffected(
  roles: Roles,
  path: string,
  questions: readonly AffectedQuestion[],
): Promise<AffectedCounts[]> {
  const counterOf = (column: string | undefined) => (column === undefined ? null : createDistinctCounter())
  return withParquetFile(path, async (file) => {
    const reader = createColumnReader(roles)
    const answers = questions.map(
      (): Affected => ({ events: 0, users: counterOf(roles.user), sessions: counterOf(roles.session) }),
    )
    for (const range of file.groups) {
      const columns = await reader.read(file, range)
      const matching = questions.map((question) => rowsFor(question, columns))
      const users = await valuesOf(file, range, roles.user)
      const sessions = await valuesOf(file, range, roles.session)
      for (const [i, answer] of answers.entries()) {
        const rows = matching[i] ?? []
        answer.events += rows.length
        addAll(answer.users, users, rows)
        addAll(answer.sessions, sessions, rows)
      }
    }
    return answers.map(({ events, users, sessions }) => ({
      events,
      users: users?.set() ?? null,
      sessions: sessions?.set() ?? null,
    }))
  })
}

function rowsFor({ type, fits }: AffectedQuestion, { rows, types, errors, latency }: Columns): number[] {
  const code = type === null ? null : types.names.indexOf(type)
  // The type is not in this row group; -1 would match the rows without a type.
  if (code === -1) return []
  const matches = (row: number) =>
    fits.some(
      ({ errorsOnly, slowerThan }) =>
        (!errorsOnly || errors[row] === 1) &&
        (slowerThan === null || (latency?.[row] ?? Number.NEGATIVE_INFINITY) > slowerThan),
    )
  const matching: number[] = []
  for (let row = 0; row < rows; row++) {
    if ((code === null || types.codes[row] === code) && matches(row)) matching.push(row)
  }
  return matching
}

/** A column's values in one row group; null when no role names a column. */
async function valuesOf(file: ParquetFile, range: RowRange, column: string | undefined): Promise<unknown[] | null> {
  if (column === undefined) return null
  const values = new Array<unknown>(range.end - range.start)
  await readGroup(file, range, [column], (_, piece, from) => {
    for (let i = 0; i < piece.length; i++) values[from + i] = piece[i]
  })
  return values
}

function addAll(counter: DistinctCounter | null, values: readonly unknown[] | null, rows: readonly number[]): void {
  if (!counter || !values) return
  for (const row of rows) {
    const value = values[row]
    if (value !== null && value !== undefined) counter.add(String(value))
  }
}
