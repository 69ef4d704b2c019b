/** Passwords by name, such as the compose file's variables. They never appear in a log, on a command line or in the repository. */
export interface Secrets {
  /** Empty when none were saved yet. Throws `secrets-closed`. */
  read(): Promise<Readonly<Record<string, string>>>
  /** Replaces all of them; saved when it resolves. Throws `secrets-closed`, `disk-full`, `data-dir-not-writable`. */
  write(values: Readonly<Record<string, string>>): Promise<void>
}

/** The system's secret store: only this user on this machine can open what it seals. */
export interface Seal {
  seal(text: string): Promise<Uint8Array>
  /** Rejects when this store did not seal it, or when the user does not unlock the store. */
  open(sealed: Uint8Array): Promise<string>
}
