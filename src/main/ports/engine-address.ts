/** How an engine is reached: `unix:///path`, `npipe:////./pipe/name`, `tcp://host:port`. */
export type EngineAddress = string

/** Where the container engine is, looked for at every call. Throws `engine-missing` with all places it looked at. */
export type FindEngine = (signal?: AbortSignal) => Promise<EngineAddress>
