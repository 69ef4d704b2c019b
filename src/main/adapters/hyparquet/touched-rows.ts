import type { TouchAnswer, TouchQuestion } from '@main/ports/analyser'
import type { Columns } from '@main/ports/columns'
import type { Roles } from '@shared/model/dataset'
import { distinctOf } from '@shared/model/distinct'
import { type DecodedArray, parquetMetadata, parquetRead } from 'hyparquet'
import { readColumns } from './read-columns'

/** Who is behind the rows that fit each question. */
export async function touchedRows(
  roles: Roles,
  parquet: ArrayBuffer,
  questions: readonly TouchQuestion[],
): Promise<TouchAnswer[]> {
  const columns = await readColumns(parquet, roles)
  const fitting = questions.map((question) => rowsFor(question, columns))
  const users = await valuesOf(parquet, roles.user, columns.rows)
  const sessions = await valuesOf(parquet, roles.session, columns.rows)
  return fitting.map((rows) => ({
    events: rows.length,
    users: users && distinctOf(present(users, rows)),
    sessions: sessions && distinctOf(present(sessions, rows)),
  }))
}

function rowsFor({ type, fits }: TouchQuestion, { rows, types, errors, latency }: Columns): number[] {
  const code = type === null ? null : types.names.indexOf(type)
  const isFitting = (row: number) =>
    fits.some(
      ({ errorsOnly, slowerThan }) =>
        (!errorsOnly || errors[row] === 1) &&
        (slowerThan === null || (latency?.[row] ?? Number.NEGATIVE_INFINITY) > slowerThan),
    )
  const fitting: number[] = []
  for (let row = 0; row < rows; row++) {
    if ((code === null || types.codes[row] === code) && isFitting(row)) fitting.push(row)
  }
  return fitting
}

/** A column's values by row; null where no role names one. */
async function valuesOf(parquet: ArrayBuffer, column: string | undefined, rows: number): Promise<unknown[] | null> {
  if (column === undefined) return null
  const values = new Array<unknown>(rows)
  await parquetRead({
    file: parquet,
    metadata: parquetMetadata(parquet),
    columns: [column],
    onChunk({ columnData, rowStart }: { columnData: DecodedArray; rowStart: number }) {
      for (let i = 0; i < columnData.length; i++) values[rowStart + i] = columnData[i]
    },
  })
  return values
}

function* present(values: readonly unknown[], rows: readonly number[]): Generator<string> {
  for (const row of rows) if (values[row] !== null && values[row] !== undefined) yield String(values[row])
}
