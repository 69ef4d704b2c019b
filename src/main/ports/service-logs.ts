import type { LogLevel, ServiceId, ServiceLogFilter, ServiceLogLine } from '@shared/model/service'
import type { PrintedLine } from './containers'

export interface NewServiceLine extends PrintedLine {
  readonly level: LogLevel | null
}

/** The newest kept lines of one stream of a container: their time, and how many of them have just that time. */
export interface KeptEnd {
  readonly time: string
  readonly lines: number
}

/** The end of a stream that is over `OVERLAP_SECONDS` older than the newest line is left out: it is not asked for again. */
export interface KeptUntil {
  readonly out: KeptEnd | null
  readonly err: KeptEnd | null
}

/**
 * The engine stamps the two streams of a container independently, so a line may come after one that has a slightly later time.
 * To lose none, reading goes on this much before the newest kept line, and what is kept already is left out.
 */
export const OVERLAP_SECONDS = 2

export interface NewestQuery extends ServiceLogFilter {
  /** Only lines with a smaller id. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface LinesAfter {
  /** Oldest first. */
  readonly lines: readonly ServiceLogLine[]
  /** Everything up to this id was looked at: go on from there. */
  readonly through: number
  /** Services whose lines after the given id had to make room before they could be read. */
  readonly missed: readonly ServiceId[]
}

/**
 * What the services print, kept on disk. Each service has a room of its own, in bytes: when that is full, the service's own oldest
 * lines make room, never another's. Ids grow in the order in which lines are kept, over all services.
 */
export interface ServiceLogs {
  /**
   * Appends what a container of the service printed, all of it or none. When it resolves, the lines survive the death of this process.
   * They need not survive that of the machine: the engine has them, and tells them again from `keptUntil` on. Throws `disk-full`,
   * `data-dir-not-writable`.
   */
  append(service: ServiceId, container: string, lines: readonly NewServiceLine[]): Promise<void>
  keptUntil(service: ServiceId, container: string): Promise<KeptUntil>
  /** Newest first. */
  newest(query: NewestQuery): Promise<ServiceLogLine[]>
  /** At most `limit` lines that fit. */
  after(id: number, query: ServiceLogFilter & { readonly limit: number }): Promise<LinesAfter>
  /** The newest line's id; 0 when there is none. */
  readonly end: number
  /** Resolves when there are lines after `id`, or on abort; never rejects. */
  waitForLines(id: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
