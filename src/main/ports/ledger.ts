import type { DatasetName } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'

/** How far a window has come. Each window stage fills its own part; null means its turn has not come. */
export interface LedgerEntry {
  readonly dataset: DatasetName
  readonly start: WindowStart
  readonly extract: ExtractEntry | null
  /** Of the same `extract.attempt`, or it is out of date. */
  readonly analysis: { readonly attempt: number; readonly analysis: Analysis } | null
  readonly report: ReportEntry | null
}

export interface ExtractEntry {
  /** 1 for the first extract of the window, one more for each later one. */
  readonly attempt: number
  readonly produced: number
  readonly logged: number
  /** How many of them other producers wrote. Entries of earlier versions do not say. */
  readonly foreign?: number
  readonly stored: number
  readonly deadLetters: number
  /** Of `stored` and `deadLetters`, those that are not among `logged`: an earlier log had them. */
  readonly earlierLog: number
  /** The log's epoch that logged last of the window, when `logged` was counted. */
  readonly epoch: number
  /** Rows in the Parquet object, read back from it. */
  readonly extracted: number
  /** Epoch ms: when the window was found ready, and from when on its report is timed. */
  readonly closedAt: number
  readonly dueAt: number
  readonly filled: boolean
  /** In words, when not every logged event is in it. */
  readonly incompleteReason: string | null
}

/** What a window's latest extract knew. */
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
  /** How many the report names. */
  readonly anomalies: number
}

/** A page of what waits for a stage. */
export interface PendingQuery {
  readonly datasets: readonly DatasetName[]
  /** The entry after which the page begins; null for the first page. */
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

/** The windows' index: what was extracted, analysed and reported. Durable; the objects themselves are in the object store. */
export interface Ledger {
  get(dataset: DatasetName, start: WindowStart): Promise<LedgerEntry | null>
  /** Newest first; `before` excludes itself and later ones. */
  list(query: { dataset: DatasetName; before?: WindowStart | undefined; limit: number }): Promise<LedgerEntry[]>
  /** Every window that was extracted, oldest first: the log need not know of it any more. */
  extracted(dataset: DatasetName): Promise<ExtractedWindow[]>
  putExtract(dataset: DatasetName, start: WindowStart, extract: ExtractEntry): Promise<void>
  putAnalysis(dataset: DatasetName, start: WindowStart, attempt: number, analysis: Analysis): Promise<void>
  putReport(dataset: DatasetName, start: WindowStart, report: ReportEntry): Promise<void>
  /** Windows whose extract is newer than their analysis, oldest first. */
  toAnalyse(query: PendingQuery): Promise<LedgerEntry[]>
  /** Windows whose analysis is newer than their report, oldest first. */
  toReport(query: PendingQuery): Promise<LedgerEntry[]>
  /** Of these datasets. */
  totals(datasets: readonly DatasetName[]): Promise<LedgerTotals>
  /** How many windows wait for a stage though their dataset is none of these. */
  waitingElsewhere(datasets: readonly DatasetName[]): Promise<{ name: DatasetName; windows: number }[]>
  /** Entries are missing: the file was damaged, and is new. */
  needsRebuild(): Promise<boolean>
  /** They were put back, as far as they could be. */
  rebuilt(): Promise<void>
  close(): Promise<void>
}
