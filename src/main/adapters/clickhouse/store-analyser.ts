import { type Analyser, type AnalysisOutcome, ExtractOutdated, type ExtractToAnalyse } from '@main/ports/analyser'
import type { Store } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { ENGINE_TITLES } from '@shared/model/minute-work'
import { windowName } from '@shared/model/window'

/**
 * ClickHouse counts the rows where they are. It must count exactly the rows of the extract, so its answer is used only when the
 * fingerprint of the rows that it read is the extract's.
 */
export function storeAnalyser(store: Pick<Store, 'analyse' | 'ping'>): Analyser {
  const analyseOne = async (dataset: Dataset, extract: ExtractToAnalyse, signal: AbortSignal) => {
    const { start, rows, fingerprint } = extract
    const counted = await store.analyse(dataset, start, signal)
    const { analysis } = counted
    if (counted.fingerprint === fingerprint && analysis.rows === rows) return analysis
    if (analysis.rows < rows) {
      throw new FaultError({
        code: 'rows-left-store',
        window: windowName(start),
        extracted: rows,
        stored: analysis.rows,
      })
    }
    throw new ExtractOutdated('the store no longer holds the same rows of the window as its extract')
  }
  return {
    engine: 'clickhouse',
    title: ENGINE_TITLES.clickhouse,
    atOnce: 1,
    readsStore: true,
    async analyse(dataset, extracts, signal) {
      const outcomes: AnalysisOutcome[] = []
      for (const extract of extracts) {
        const { start } = extract
        try {
          outcomes.push({ start, analysis: await analyseOne(dataset, extract, signal) })
        } catch (thrown) {
          signal.throwIfAborted()
          // A store that answers has refused this window; otherwise the engine is away, and no window is at fault.
          if (thrown instanceof FaultError && thrown.fault.code === 'store-unavailable') await store.ping(signal)
          outcomes.push({ start, thrown })
        }
      }
      return outcomes
    },
  }
}
