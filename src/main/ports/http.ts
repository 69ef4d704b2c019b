/** Sends HTTP requests as the global `fetch` does, but over connections of its own. */
export interface Http {
  readonly fetch: typeof fetch
  /** Ends its connections; pending requests fail. */
  close(): Promise<void>
}

/** Gives a token that is valid for some time yet, fetching a new one when needed. */
export type TokenSource = () => Promise<string>
