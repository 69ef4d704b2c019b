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

  export class ParquetSchema {
    constructor(columns: Readonly<Record<string, { readonly type: ParquetType; readonly optional?: boolean }>>)
  }

  export class ParquetWriter {
    static openStream(schema: ParquetSchema, stream: Writable): Promise<ParquetWriter>
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>
    close(): Promise<void>
  }
}
