/** The address of an engine: `unix:///path`, `npipe:////./pipe/name`, `tcp://host:port`. */
export type EngineAddress = string

/** Finds the container engine; every call searches again. Throws `engine-missing` with all the addresses it tried. */
export type FindEngine = (signal?: AbortSignal) => Promise<EngineAddress>
