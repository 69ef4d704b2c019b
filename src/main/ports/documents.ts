/** Small JSON documents of the data directory, such as the settings. */
export interface Documents {
  /** The parsed document, or null when there is none. Throws `settings-invalid` when it is not JSON. */
  read(name: string): Promise<unknown>
  /** Replaces the whole document; on disk when it resolves. */
  write(name: string, value: unknown): Promise<void>
  /** The document's path, for messages. */
  path(name: string): string
}
