/** A file where it lies now. Its id stays the same when it is renamed or grows. */
export interface FilePlace {
  readonly fileId: string
  /** When it was made, epoch ms; 0 where the file system does not know. */
  readonly born: number
  /** On disk. */
  readonly bytes: number
}

/** The part of a growing file that ends with its last line ending. */
export interface WholeLines {
  readonly bytes: number
  readonly identity: string
  /** The same of the whole file. */
  readonly all: { readonly bytes: number; readonly identity: string }
  /** The identity of the first `known` bytes; null when the file is shorter. */
  readonly knownIdentity: string | null
}

/** A log that its writer still appends to, and that is renamed or emptied from time to time. */
export interface FollowedFiles {
  /** The file at this path; null if there is none. Throws `replay-file-unreadable`. */
  place(path: string): Promise<FilePlace | null>
  /** The path of the file with this id in the folder of `path`, which may have another name by now: logs are renamed as they are rotated. */
  findRenamed(path: string, fileId: string): Promise<string | null>
  /**
   * The oldest of the files that were made after `time` (epoch ms) and are named like `path` with something behind, or exactly so; without
   * `fileId`, and without empty and compressed ones.
   */
  findNext(path: string, fileId: string, time: number): Promise<(FilePlace & { readonly path: string }) | null>
  /** Its whole lines: the writer may not have finished the last one. Throws as `LineFile.identity` does, and for compressed files. */
  wholeLines(path: string, known: number, signal: AbortSignal): Promise<WholeLines>
}
