/** Passwords by name, such as the compose file's variables. They are in no log, on no command line, and not in the repository. */
export interface Secrets {
  /** Empty when none were kept yet. Throws `secrets-closed`. */
  read(): Promise<Readonly<Record<string, string>>>
  /** Replaces them whole; kept when it resolves. Throws `secrets-closed`, `disk-full`, `data-dir-not-writable`. */
  write(values: Readonly<Record<string, string>>): Promise<void>
}

/** The system's secret store: what it seals, only this user opens, and only on this machine. */
export interface Seal {
  seal(text: string): Promise<Uint8Array>
  /** Rejects when it is not what this store sealed, or when the user does not unlock it. */
  open(sealed: Uint8Array): Promise<string>
}
