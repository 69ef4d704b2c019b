import type { LogLevel, ServiceId, ServiceLogFilter, ServiceLogLine } from '@shared/model/service'
import type { PrintedLine } from './containers'

export interface NewServiceLine extends PrintedLine {
  readonly level: LogLevel | null
}

/** The newest kept lines of one stream of a container: their time, and the number of lines with exactly that time. */
export interface KeptEnd {
  readonly time: string
  readonly lines: number
}

/** The end of a stream that is more than `OVERLAP_SECONDS` older than the newest line is left out, because it is not needed again. */
export interface KeptUntil {
  readonly out: KeptEnd | null
  readonly err: KeptEnd | null
}

/**
 * The engine stamps the two streams of a container independently, so a line may follow one with a slightly later time. To lose no line,
 * reading continues this long before the newest kept line, and skips lines that are already kept.
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
  /** Everything up to this id was searched: continue from there. */
  readonly through: number
  /** Services whose lines after the given id were removed before they could be read. */
  readonly missed: readonly ServiceId[]
}

/**
 * The output of the services, kept on disk. Each service has its own limit in bytes: at the limit, the service's own oldest lines are
 * removed, never another's. Ids grow in the order in which lines are kept, across all services.
 */
export interface ServiceLogs {
  /**
   * Appends output of a service's container, all of it or none. When it resolves, the lines survive the death of this process. They may be
   * lost if the machine dies: the engine still has them, and returns them again from `keptUntil` on. Throws `disk-full`,
   * `data-dir-not-writable`.
   */
  append(service: ServiceId, container: string, lines: readonly NewServiceLine[]): Promise<void>
  keptUntil(service: ServiceId, container: string): Promise<KeptUntil>
  /** Newest first. */
  newest(query: NewestQuery): Promise<ServiceLogLine[]>
  /** At most `limit` matching lines. */
  after(id: number, query: ServiceLogFilter & { readonly limit: number }): Promise<LinesAfter>
  /** The newest line's id; 0 when there are no lines. */
  readonly end: number
  /** Resolves when there are lines after `id`, or on abort; never rejects. */
  waitForLines(id: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
