declare module 'parquetjs-lite' {
  import type { Writable } from 'node:stream'

  export type ParquetType =
    | 'BOOLEAN'
    | 'INT32'
    | 'INT64'
    | 'FLOAT'
    | 'DOUBLE'
    | 'BYTE_ARRAY'
    | 'UTF8'
    | 'TIMESTAMP_MILLIS'
    | 'TIMESTAMP_MICROS'
    | 'DATE'
  export interface ParquetColumn {
    readonly type: ParquetType
    readonly optional?: boolean
  }

  class ParquetSchema {
    constructor(columns: Readonly<Record<string, ParquetColumn>>)
  }

  class ParquetWriter {
    static openStream(schema: ParquetSchema, stream: Writable): Promise<ParquetWriter>
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>
    close(): Promise<void>
  }

  const parquetjs: { readonly ParquetSchema: typeof ParquetSchema; readonly ParquetWriter: typeof ParquetWriter }
  export default parquetjs
}
