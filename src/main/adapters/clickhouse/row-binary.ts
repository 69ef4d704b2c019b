import type { StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { storedFields } from '@shared/model/stored-fields'
import { fieldWriter } from './field-writer'
import { RowBuffer } from './row-buffer'
import { fixedWidth, type SymbolNumbers, type WriteValue } from './value-writers'

/** Rows as ClickHouse's RowBinary, in the column order of `tableOf`. The buffer is reused: encode again only after its bytes are sent. */
export interface RowEncoder {
  /** The bytes are valid until the next call. Throws `store-rejected`, naming the field and the value that RowBinary cannot represent. */
  encode(rows: readonly StoreRow[]): Uint8Array
}

interface FieldWriter {
  readonly name: string
  readonly write: WriteValue
}

const POSITION_WIDTH = 2 + 8 + 8

/** `numbers` are those of the symbols in the table, by field; without them each enum has them in the schema's order. */
export function rowEncoder(dataset: Dataset, numbers: ReadonlyMap<string, SymbolNumbers> = new Map()): RowEncoder {
  const stored = storedFields(dataset)
  const fields: FieldWriter[] = stored.map(({ name, type }) => ({ name, write: fieldWriter(type, numbers.get(name)) }))
  // Strings reserve their own space; at least this much remains after them.
  const width = stored.reduce((sum, { type }) => sum + 1 + fixedWidth(type), POSITION_WIDTH)
  const buffer = new RowBuffer(width)
  return {
    encode(rows) {
      buffer.clear()
      for (const { event, partition, offset, epoch } of rows) {
        buffer.reserve(0)
        for (const { name, write } of fields) {
          const problem = write(buffer, event[name])
          if (problem !== undefined) throw rejected(name, event[name], problem)
        }
        buffer.uint16(partition)
        buffer.int64(offset)
        buffer.int64(epoch)
      }
      return buffer.written()
    },
  }
}

const SHOWN = 80

function rejected(field: string, value: unknown, problem: string): FaultError {
  const text =
    typeof value === 'string' || (typeof value === 'object' && value !== null) ? JSON.stringify(value) : String(value)
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return new FaultError({ code: 'store-rejected', reason: `${field} ${shown} ${problem}` })
}
