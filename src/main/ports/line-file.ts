/** Where to read on: everything before `offset` was read, as `line` whole lines. */
export interface LinePlace {
  readonly offset: number
  readonly line: number
}

export interface Line {
  /** Without its ending. Of a line longer than the reader holds, its first part. */
  readonly bytes: Uint8Array
  /** Length of the whole line; more than `bytes` holds when it was too long. */
  readonly size: number
  /** From 1 on. */
  readonly number: number
  /** Where the next line begins, in bytes from the file's start. */
  readonly end: number
}

/**
 * A text file, line by line, whatever its size. LF ends a line; CRs before it belong to the ending. Bytes stay as they are, also
 * where they are no valid UTF-8.
 */
export interface LineFile {
  /** Throws `replay-file-missing`, `replay-file-unreadable` (also of compressed and binary files), `replay-file-empty`. */
  size(path: string): Promise<number>
  /**
   * Batches of lines from a place on, in bounded memory; ends early on abort. A last line without an ending counts. Throws as
   * `size` does, and `replay-file-unreadable` when the file ends before the place.
   */
  read(path: string, from: LinePlace, signal: AbortSignal): AsyncIterable<readonly Line[]>
}
