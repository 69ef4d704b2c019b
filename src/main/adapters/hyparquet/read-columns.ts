import type { Columns } from '@main/ports/extract-columns'
import { NO_TYPE, ONLY_TYPE, type Roles } from '@shared/model/dataset'
import { type DecodedArray, parquetRead } from 'hyparquet'
import type { ParquetFile, RowRange } from './parquet-file'
import { parsers } from './parsers'

/** Reads only the columns that the roles name. Names keep their numbers across row groups. */
export interface ColumnReader {
  read(file: ParquetFile, rows: RowRange): Promise<Columns>
}

export function createColumnReader(roles: Roles): ColumnReader {
  const types = createCoder(NO_TYPE)
  const onlyType = roles.type === undefined ? types.codeOf(ONLY_TYPE) : null
  const errorCodes = roles.errorCode === undefined ? null : createCoder(null)
  const errorSymbols = new Set<unknown>(roles.errorSymbols)

  return {
    async read(file, range) {
      const rows = range.end - range.start
      const typeCodes = new Int32Array(rows).fill(onlyType ?? -1)
      const codes = new Int32Array(errorCodes ? rows : 0).fill(-1)
      const errors = new Uint8Array(rows)
      const latency = roles.latency === undefined ? null : new Float64Array(rows).fill(Number.NaN)
      const take: Record<string, ((values: DecodedArray, from: number) => void)[]> = {}
      const on = (column: string | undefined, taker: (values: DecodedArray, from: number) => void) => {
        if (column !== undefined) take[column] = [...(take[column] ?? []), taker]
      }
      on(roles.type, (values, from) => types.put(values, typeCodes, from))
      on(roles.outcome, (values, from) => {
        for (let i = 0; i < values.length; i++) if (errorSymbols.has(textOf(values[i]))) errors[from + i] = 1
      })
      on(roles.latency, (values, from) => {
        for (let i = 0; latency && i < values.length; i++) latency[from + i] = Number(values[i] ?? Number.NaN)
      })
      on(roles.errorCode, (values, from) => errorCodes?.put(values, codes, from))
      await readGroup(file, range, Object.keys(take), (column, values, from) => {
        for (const taker of take[column] ?? []) taker(values, from)
      })
      return {
        rows,
        types: { names: types.names, codes: typeCodes },
        errors,
        latency,
        errorCodes: errorCodes && { names: errorCodes.names, codes },
      }
    },
  }
}

/** Passes on the columns of one row group, part by part; `from` counts from the group's first row. */
export async function readGroup(
  { buffer, metadata }: ParquetFile,
  { start, end }: RowRange,
  columns: string[],
  take: (column: string, values: DecodedArray, from: number) => void,
): Promise<void> {
  await parquetRead({
    file: buffer,
    metadata,
    columns,
    rowStart: start,
    rowEnd: end,
    parsers,
    onChunk: ({ columnName, columnData, rowStart }) => take(columnName, columnData, rowStart - start),
  })
}

interface Coder {
  readonly names: string[]
  codeOf(value: unknown): number
  put(values: DecodedArray, into: Int32Array, from: number): void
}

/** The values of a boolean are named as text. */
function textOf(value: unknown): unknown {
  return typeof value === 'boolean' ? String(value) : value
}

/** Converts values to numbers, in order of first appearance. Null is `none`; without that it has no number. */
function createCoder(none: string | null): Coder {
  const names: string[] = []
  const known = new Map<unknown, number>()
  const codeOf = (value: unknown): number => {
    const code = known.get(value)
    if (code !== undefined) return code
    const added = names.push(String(value)) - 1
    known.set(value, added)
    return added
  }
  return {
    names,
    codeOf,
    put(values, into, from) {
      for (let i = 0; i < values.length; i++) {
        const value: unknown = values[i] ?? none
        if (value !== null) into[from + i] = codeOf(value)
      }
    },
  }
}
