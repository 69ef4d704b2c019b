import type { StoreRow } from '@main/ports/store'
import type { AvroField, Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { RowBuffer } from './row-buffer'
import { fixedWidth, valueWriter, type WriteValue } from './value-writers'

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

export function rowEncoder(dataset: Dataset): RowEncoder {
  const fields: FieldWriter[] = dataset.schema.fields.map((field) => ({ name: field.name, write: writerOf(field) }))
  // Strings reserve their own space; at least this much remains after them.
  const width = dataset.schema.fields.reduce((sum, { type }) => sum + 1 + fixedWidth(type), POSITION_WIDTH)
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

function writerOf({ type }: AvroField): WriteValue {
  if (!Array.isArray(type)) return valueWriter(type)
  const write = valueWriter(type[1])
  return (buffer, value) => {
    if (value === null || value === undefined) {
      buffer.uint8(1)
      return undefined
    }
    buffer.uint8(0)
    return write(buffer, value)
  }
}

const SHOWN = 80

function rejected(field: string, value: unknown, problem: string): FaultError {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return new FaultError({ code: 'store-rejected', reason: `${field} ${shown} ${problem}` })
}
