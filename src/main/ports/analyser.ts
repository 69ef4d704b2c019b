import type { Dataset } from '@shared/model/dataset'
import type { Engine } from '@shared/model/minute-work'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'

/** A window's extract, as the ledger knows it. */
export interface ExtractToAnalyse {
  readonly start: WindowStart
  readonly rows: number
  /** Which rows of the store it holds (`Store.fingerprint`); null when that is not known. */
  readonly fingerprint: string | null
}

/** An extract that failed does not affect the others. */
export type AnalysisOutcome =
  | { readonly start: WindowStart; readonly analysis: Analysis }
  | { readonly start: WindowStart; readonly thrown: unknown }

/** The extract cannot be analysed as it is, and must be made again: it is unreadable, or the store's rows have changed since. */
export class ExtractOutdated extends Error {
  override readonly name = 'ExtractOutdated'
}

/** What an analysis in progress tells: one line for the stage's card, and the address of the engine's own screen. */
export interface AnalysisProgress {
  readonly note: string
  readonly link: string | null
}

/**
 * The engine that does the minute's analysis. Every engine gives the same figures for the same extract, to the last digit: counts,
 * and latencies by nearest rank.
 */
export interface Analyser {
  readonly engine: Engine
  /** The name on the stage's card. */
  readonly title: string
  /** How many windows it analyses together: more than one where starting takes longer than the work. */
  readonly atOnce: number
  /** It reads the store's rows instead of the extract, so an extract must come with its fingerprint. */
  readonly readsStore: boolean
  /**
   * One outcome for each extract, in any order. Throws when the engine itself does not work: no extract is analysed then, and none is at
   * fault.
   */
  analyse(
    dataset: Dataset,
    extracts: readonly ExtractToAnalyse[],
    signal: AbortSignal,
    onProgress?: (progress: AnalysisProgress) => void,
  ): Promise<AnalysisOutcome[]>
}
