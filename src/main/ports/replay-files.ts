/** Files to replay that come in parts. */
export interface ReplayFiles {
  /** Writes a part of an upload; parts come in order. Returns the bytes there are now. Throws `upload-broken`, `disk-full`. */
  writePart(id: string, offset: number, part: Uint8Array): Promise<number>
  /** Where the upload stands. */
  path(id: string): string
  remove(id: string): Promise<void>
  /** Removes every upload but these: what a crash left behind. */
  keepOnly(ids: readonly string[]): Promise<void>
}
