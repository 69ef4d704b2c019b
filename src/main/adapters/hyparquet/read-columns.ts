import type { Coded, Columns } from '@main/ports/columns'
import type { Roles } from '@shared/model/dataset'
import { type DecodedArray, parquetMetadata, parquetRead } from 'hyparquet'

/** Rows of a Parquet file, from its own footer. */
export function rowsOf(parquet: ArrayBuffer): number {
  return Number(parquetMetadata(parquet).num_rows)
}

/** Reads the columns that the roles name, and no other. */
export async function readColumns(parquet: ArrayBuffer, roles: Roles): Promise<Columns> {
  const metadata = parquetMetadata(parquet)
  const rows = Number(metadata.num_rows)
  const types = coder(rows)
  const errors = new Uint8Array(rows)
  const latency = roles.latency === undefined ? null : new Float64Array(rows).fill(Number.NaN)
  const errorCodes = roles.errorCode === undefined ? null : coder(rows)
  const errorSymbols = new Set<unknown>(roles.errorSymbols)

  const take: Record<string, ((values: DecodedArray, from: number) => void)[]> = {}
  const on = (column: string | undefined, taker: (values: DecodedArray, from: number) => void) => {
    if (column !== undefined) take[column] = [...(take[column] ?? []), taker]
  }
  on(roles.type, types.put)
  on(roles.outcome, (values, from) => {
    for (let i = 0; i < values.length; i++) if (errorSymbols.has(values[i])) errors[from + i] = 1
  })
  on(roles.latency, (values, from) => {
    for (let i = 0; latency && i < values.length; i++) latency[from + i] = Number(values[i] ?? Number.NaN)
  })
  on(roles.errorCode, (values, from) => errorCodes?.put(values, from))

  await parquetRead({
    file: parquet,
    metadata,
    columns: Object.keys(take),
    onChunk: ({ columnName, columnData, rowStart }) => {
      for (const taker of take[columnName] ?? []) taker(columnData, rowStart)
    },
  })
  return { rows, types: types.coded, errors, latency, errorCodes: errorCodes?.coded ?? null }
}

/** Turns values into numbers, in the order of their first appearance. */
function coder(rows: number): { coded: Coded; put(values: DecodedArray, from: number): void } {
  const names: string[] = []
  const known = new Map<unknown, number>()
  const codes = new Int32Array(rows).fill(-1)
  return {
    coded: { names, codes },
    put(values, from) {
      for (let i = 0; i < values.length; i++) {
        const value: unknown = values[i]
        if (value === null || value === undefined) continue
        let code = known.get(value)
        if (code === undefined) {
          code = names.push(String(value)) - 1
          known.set(value, code)
        }
        codes[from + i] = code
      }
    },
  }
}
