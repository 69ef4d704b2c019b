import { type FileHandle, open } from 'node:fs/promises'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync } from 'hyparquet'

/** Rows of one row group, from `start` to `end` (excluded). Only one group is in memory at a time. */
export interface RowRange {
  readonly start: number
  readonly end: number
}

/** A Parquet file whose parts are read when they are needed. */
export interface ParquetFile {
  readonly buffer: AsyncBuffer
  readonly metadata: FileMetaData
  readonly rows: number
  readonly groups: readonly RowRange[]
}

/** Opens the file while `work` runs. Throws when it is not a Parquet file, or is truncated. */
export async function withParquetFile<T>(path: string, work: (file: ParquetFile) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r')
  try {
    const buffer = { byteLength: (await handle.stat()).size, slice: readFrom(handle) }
    const metadata = await parquetMetadataAsync(buffer)
    let rows = 0
    const groups = metadata.row_groups.map(({ num_rows }) => {
      const start = rows
      rows += Number(num_rows)
      return { start, end: rows }
    })
    return await work({ buffer, metadata, rows, groups })
  } finally {
    await handle.close()
  }
}

function readFrom(handle: FileHandle): AsyncBuffer['slice'] {
  return async (start, end) => {
    const { size } = await handle.stat()
    const to = Math.min(end ?? size, size)
    const from = Math.max(0, start < 0 ? size + start : start)
    const bytes = new Uint8Array(Math.max(0, to - from))
    let at = 0
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at)
      if (bytesRead === 0) throw new Error('the parquet file became shorter while it was being read')
      at += bytesRead
    }
    return bytes.buffer
  }
}
