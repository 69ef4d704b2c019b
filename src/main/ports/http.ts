/** What the requests need of a `fetch`: the global one fits. */
export type Fetch = (
  url: string,
  init?: {
    readonly method?: string
    readonly headers?: Record<string, string>
    readonly body?: string
    readonly redirect?: 'error'
    readonly signal?: AbortSignal
  },
) => Promise<{ readonly status: number; text(): Promise<string> }>

/** Sends HTTP requests as the global `fetch` does, but over connections of its own. */
export interface Http {
  readonly fetch: Fetch
  /** Ends its connections; pending requests fail. */
  close(): Promise<void>
}

/** Gives a token that is valid for some time yet, fetching a new one when needed. */
export type TokenSource = () => Promise<string>
