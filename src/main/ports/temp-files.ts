/** Files that are needed only for a moment. Leftovers of a crash are removed when the folder is opened. */
export interface TempFiles {
  /**
   * Calls `work` with the path of a file that does not exist yet, and removes the file afterwards. Throws `disk-full` when the disk is
   * full.
   */
  use<T>(work: (path: string) => Promise<T>): Promise<T>
  /** Writes the file, no faster than the disk accepts it. Throws what `chunks` throws, and `disk-full`. */
  write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void>
}
