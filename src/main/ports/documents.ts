/** Small JSON documents of the data directory, such as the settings. */
export interface Documents {
  /** The parsed document, or null when there is none. Throws `settings-invalid` when it is not JSON. */
  read(name: string): Promise<unknown>
  /** Replaces it whole; on disk when it resolves. */
  write(name: string, value: unknown): Promise<void>
  /** Where it stands, to name it in a message. */
  path(name: string): string
}
