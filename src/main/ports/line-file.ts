/** Where to continue: everything before `offset` was read, as `line` whole lines. */
export interface LinePosition {
  readonly offset: number
  readonly line: number
}

export interface Line {
  /** Without the line ending. For a line that is too long, its first part. */
  readonly bytes: Uint8Array
  /** The length of the whole line; more than the length of `bytes` when the line was too long. */
  readonly size: number
  /** From 1 on. */
  readonly number: number
  /** The start of the next line, in bytes from the start of the file. */
  readonly end: number
  /** False for a last line without a line ending: its writer may not have finished it. */
  readonly whole: boolean
}

/**
 * A text file, line by line, whatever its size; also one that is compressed: positions and lengths count the bytes of the text.
 * LF ends a line; CRs before it belong to the line ending. Bytes do not change, even when they are not valid UTF-8.
 */
export interface LineFile {
  /**
   * The identity of the current content: the same bytes give the same identity, whatever the file's name. Throws `replay-file-missing`,
   * `replay-file-unreadable` (also for binary files, damaged ones, and unknown compressions), `replay-file-empty`.
   */
  identity(path: string, signal: AbortSignal): Promise<{ identity: string; bytes: number }>
  /**
   * The identity of the first line, or of its first kilobytes: it stays the same when the file grows. Null while the file is shorter than
   * that, because it may still grow. Throws as `identity` does.
   */
  headIdentity(path: string): Promise<string | null>
  /** Identities of the file's first bytes, for each length that the file has. Throws as `identity` does. */
  identities(path: string, lengths: readonly number[], signal: AbortSignal): Promise<Map<number, string>>
  /** The first 200 lines, or fewer when they are long. A last line without an ending counts. Throws as `identity` does. */
  firstLines(path: string, signal: AbortSignal): Promise<readonly Line[]>
  /** The same of a file of which only the first bytes are here, and of which `name` and size are known. */
  firstLinesOf(beginning: Uint8Array, file: { readonly name: string; readonly bytes: number }): Promise<readonly Line[]>
  /**
   * Batches of lines from a position up to a byte, in bounded memory; ends early on abort. A last line without a line ending counts. Throws
   * as `identity` does, and `replay-file-unreadable` when the file ends before either. `fileId`: throws `replay-file-missing` when another file
   * is at the path by now.
   */
  read(
    path: string,
    from: LinePosition,
    until: number,
    signal: AbortSignal,
    fileId?: string | null,
  ): AsyncIterable<readonly Line[]>
}
