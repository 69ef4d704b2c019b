/** Replay files that are uploaded in parts. */
export interface ReplayUploads {
  /** Writes a part of an upload; parts arrive in order. Returns the number of bytes so far. Throws `upload-broken`, `disk-full`. */
  writePart(id: string, offset: number, part: Uint8Array): Promise<number>
  /** The path of the uploaded file. */
  path(id: string): string
  remove(id: string): Promise<void>
  /** Removes every upload except these: leftovers of a crash. */
  keepOnly(ids: readonly string[]): Promise<void>
}
