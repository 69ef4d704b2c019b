import type { DatasetName } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'

/** How far a window has come. Each window stage fills its own part; null means that the stage has not run yet. */
export interface LedgerEntry {
  readonly dataset: DatasetName
  readonly start: WindowStart
  readonly extract: ExtractEntry | null
  /** Belongs to the same `extract.attempt`; otherwise it is outdated. */
  readonly analysis: { readonly attempt: number; readonly analysis: Analysis } | null
  readonly report: ReportEntry | null
}

export interface ExtractEntry {
  /** 1 for the first extract of the window, one more for each later one. */
  readonly attempt: number
  readonly produced: number
  readonly logged: number
  /** How many of them other producers wrote. Entries of earlier versions do not have it. */
  readonly foreign?: number
  readonly stored: number
  readonly deadLetters: number
  /** Those of `stored` and `deadLetters` that `logged` does not include, because an earlier log wrote them. */
  readonly earlierLog: number
  /** The last log epoch with a record of the window, at the time `logged` was counted. */
  readonly epoch: number
  /** Rows in the Parquet object, read back from it. */
  readonly extracted: number
  /** Which rows of the store these are (`Store.fingerprint`); only an engine that reads the store needs it. */
  readonly fingerprint?: string
  /** Epoch ms: when the window was found ready; the delay of its report counts from here. */
  readonly closedAt: number
  readonly dueAt: number
  readonly filled: boolean
  /** Why not every logged event is in it, as text. */
  readonly incompleteReason: string | null
}

/** The counts known to a window's latest extract. */
export interface ExtractedWindow extends Pick<ExtractEntry, 'produced' | 'logged' | 'epoch'> {
  readonly start: WindowStart
  readonly complete: boolean
}

export interface ReportEntry {
  readonly attempt: number
  readonly revision: number
  readonly createdAt: number
  /** `createdAt - dueAt` of the first revision. */
  readonly readyMs: number
  /** The number of anomalies in the report. */
  readonly anomalies: number
}

/** A page of windows that wait for a stage. */
export interface PendingQuery {
  readonly datasets: readonly DatasetName[]
  /** The entry before the page; null for the first page. */
  readonly after: Pick<LedgerEntry, 'dataset' | 'start'> | null
  readonly limit: number
}

export interface LedgerTotals {
  readonly extracted: number
  readonly analysed: number
  readonly reported: number
  readonly toAnalyse: number
  readonly toReport: number
}

/** The index of windows: extracted, analysed and reported. Durable; the objects themselves are in the object store. */
export interface Ledger {
  get(dataset: DatasetName, start: WindowStart): Promise<LedgerEntry | null>
  /** Newest first; only windows before `before`. */
  list(query: { dataset: DatasetName; before?: WindowStart | undefined; limit: number }): Promise<LedgerEntry[]>
  /** Every extracted window, oldest first, including windows that the log no longer knows. */
  extracted(dataset: DatasetName): Promise<ExtractedWindow[]>
  putExtract(dataset: DatasetName, start: WindowStart, extract: ExtractEntry): Promise<void>
  putAnalysis(dataset: DatasetName, start: WindowStart, attempt: number, analysis: Analysis): Promise<void>
  putReport(dataset: DatasetName, start: WindowStart, report: ReportEntry): Promise<void>
  /** Windows whose extract is newer than their analysis, oldest first. */
  toAnalyse(query: PendingQuery): Promise<LedgerEntry[]>
  /** Windows whose analysis is newer than their report, oldest first. */
  toReport(query: PendingQuery): Promise<LedgerEntry[]>
  /** Only of these datasets. */
  totals(datasets: readonly DatasetName[]): Promise<LedgerTotals>
  /** The number of windows that wait for a stage but belong to none of these datasets. */
  waitingElsewhere(datasets: readonly DatasetName[]): Promise<{ name: DatasetName; windows: number }[]>
  /** Entries are missing: the file was damaged and has been replaced by a new one. */
  needsRebuild(): Promise<boolean>
  /** The entries were restored, as far as possible. */
  rebuilt(): Promise<void>
  /** Removes all entries of the dataset. */
  clear(dataset: DatasetName): Promise<void>
  close(): Promise<void>
}
