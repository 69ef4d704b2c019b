import type { Dataset, DatasetName, Event } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import type { LandingTable } from './landing-table'
import type { EpochRange, LogEpoch } from './log-epochs'
import type { RowSearch } from './row-search'
import type { Tls } from './tls'

/** A row: the event and its position in the log, stored in the same insert. */
export interface StoreRow {
  readonly event: Event
  readonly epoch: number
  readonly partition: number
  readonly offset: number
}

/** Positions of one partition within one epoch, the last one excluded. */
export interface Stretch {
  readonly epoch: number
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** The progress of an epoch in one partition: `next` is the highest stored offset plus one. */
export interface StoredEpoch {
  readonly epoch: number
  readonly partition: number
  readonly next: number
}

/** Stored rows of a window: rows of the current log, and rows of an earlier log or of another life of an older copy. */
export interface WindowRows {
  readonly current: number
  readonly earlier: number
}

/** The first millisecond is included, the last one is not. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** Which rows of a window the store holds: another row, or one less, gives another fingerprint. */
export interface Fingerprint {
  readonly rows: number
  readonly fingerprint: string
}

export interface StoreUsage {
  readonly rows: number
  readonly bytes: number
  readonly parts: number
}

/** A row's place in the store's order: by event time, then by position. */
export interface RowCursor {
  /** Epoch ms. */
  readonly time: number
  readonly epoch: number
  readonly partition: number
  readonly offset: number
}

export interface PageQuery {
  /** The row before the page; null for the first page. */
  readonly after: RowCursor | null
  /** Only rows at these positions; null for all rows. */
  readonly within: readonly Stretch[] | null
  readonly limit: number
}

/** The rows of a window, added up. Stores with equal events have equal sums, wherever the events are in their logs. */
export interface WindowSum {
  readonly start: WindowStart
  readonly rows: number
  /** Of all fields of all its events. */
  readonly checksum: string
}

/** All rows of a dataset, in order, however many there are. */
export interface RowPages {
  /** Oldest first; fewer than `limit` when they are large. An empty page is the end. */
  page(dataset: Dataset, query: PageQuery): Promise<StoreRow[]>
  /** By window, oldest first; only windows with rows. */
  sums(dataset: Dataset, signal?: AbortSignal): Promise<WindowSum[]>
}

/** The ClickHouse table of each dataset. Every call throws `store-unavailable` when there is no answer. */
export interface Store {
  readonly landing: LandingTable
  readonly search: RowSearch
  readonly pages: RowPages
  /** Resolves when the store answers. */
  ping(signal?: AbortSignal): Promise<void>
  /**
   * Creates the table, or upgrades an older one to the dataset's schema and TTL (added columns only) and to this version of Millrace. If a
   * kill interrupts it, the next call finishes the work.
   */
  prepare(dataset: Dataset, ttlDays: number): Promise<void>
  /**
   * Every epoch of every log that has rows here, in no particular order. There may be gaps below its highest stored offset (see `stored`).
   */
  storedEpochs(dataset: Dataset): Promise<StoredEpoch[]>
  /** Rows of these epochs that are in none of the ranges. */
  countOutside(dataset: Dataset, epochs: readonly number[], ranges: readonly EpochRange[]): Promise<number>
  /**
   * Stores all rows or none, in one block: they must be of one UTC day of event time. Throws `store-rejected` when a row is the cause (the
   * caller bisects), `disk-full`, `store-unavailable` (the rows may or may not be stored: check with `storedEpochs`).
   */
  insert(dataset: Dataset, rows: readonly StoreRow[]): Promise<void>
  /** The stored positions in the given ranges, as ranges without a gap, in order. Only rows with an event time in `during` count. */
  stored(dataset: Dataset, asked: readonly Stretch[], during: readonly TimeRange[]): Promise<Stretch[]>
  /** Stored rows of each of the windows (0 when there are none). `epochs` are those of the current log. */
  countWindows(
    dataset: Dataset,
    windows: readonly WindowStart[],
    epochs: readonly LogEpoch[],
  ): Promise<Map<WindowStart, WindowRows>>
  /** The windows that hold rows of an earlier log, or of another life of an older copy. `epochs` are those of the current log. */
  earlierWindows(dataset: Dataset, epochs: readonly LogEpoch[]): Promise<WindowStart[]>
  /** The window's rows as a Parquet file of any size, without the log position: read it to its end, or end the iteration. */
  extract(dataset: Dataset, window: WindowStart, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  fingerprint(dataset: Dataset, window: WindowStart): Promise<Fingerprint>
  /** Analyses the window's rows where they are, and says which rows these were. */
  analyse(
    dataset: Dataset,
    window: WindowStart,
    signal?: AbortSignal,
  ): Promise<{ readonly analysis: Analysis; readonly fingerprint: string }>
  usage(dataset: DatasetName): Promise<StoreUsage>
  /** Removes all rows. No sink may be storing any meanwhile. */
  clear(dataset: Dataset): Promise<void>
  close(): Promise<void>
}

/** A store's server that Millrace runs itself. */
export interface StoreServer {
  /** Starts the server and resolves with its address once it answers. Throws `store-died`, `store-unsupported`, `disk-full`. */
  start(signal: AbortSignal): Promise<RunningStoreServer>
}

export interface StoreAddress {
  readonly url: string
  /** The folder of its data, when that is on this machine's disk. */
  readonly dir?: string
  readonly username: string
  readonly password: string
  /** The server's default database when absent. */
  readonly database?: string
  /** The name of a cluster of several servers, as its `remote_servers` call it. */
  readonly cluster?: string
  /** Sent with every query. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  readonly tls?: Tls
}

export interface RunningStoreServer {
  readonly address: StoreAddress
  /** Resolves with how it ended, whether it was asked to or not. */
  readonly exited: Promise<string>
  /** Closes cleanly: refuses new queries, finishes running ones, closes the engine, exits. */
  stop(): Promise<void>
}
