/** Files that are needed for a moment only. What a crash leaves behind is removed when the folder is opened. */
export interface TempFiles {
  /**
   * Runs `work` with the path of a file that is not there yet, and removes the file afterwards. Throws `disk-full` when the disk is full.
   */
  use<T>(work: (path: string) => Promise<T>): Promise<T>
  /** Writes the file, no faster than the disk takes it. Throws what `chunks` throws, and `disk-full`. */
  write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void>
}
