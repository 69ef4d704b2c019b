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
  /** False for a last line without an ending: its writer may not have finished it. */
  readonly whole: boolean
}

/**
 * A text file, line by line, whatever its size. LF ends a line; CRs before it belong to the ending. Bytes stay as they are, also
 * where they are no valid UTF-8.
 */
export interface LineFile {
  /**
   * Of the file's bytes, as many as there are now: the same bytes give the same identity, whatever the file is called. Throws
   * `replay-file-missing`, `replay-file-unreadable` (also for compressed and binary files), `replay-file-empty`.
   */
  identity(path: string, signal: AbortSignal): Promise<{ identity: string; bytes: number }>
  /**
   * Of the first line, or of what some kilobytes hold of it: the same for a file that has grown. Null while the file ends within these:
   * they may still grow. Throws as `identity` does.
   */
  headIdentity(path: string): Promise<string | null>
  /** Of the file's first bytes, for each of the lengths that the file has. Throws as `identity` does. */
  identities(path: string, lengths: readonly number[], signal: AbortSignal): Promise<Map<number, string>>
  /**
   * Batches of lines from a place on and up to a byte, in bounded memory; ends early on abort. A last line without an ending counts.
   * Throws as `identity` does, and `replay-file-unreadable` when the file ends before either.
   */
  read(path: string, from: LinePlace, until: number, signal: AbortSignal): AsyncIterable<readonly Line[]>
}
