import type { Ledger, LedgerEntry } from '../ledger'

/** A ledger in memory, for tests. */
export function createMemoryLedger(): Ledger {
  const entries = new Map<string, LedgerEntry>()
  const change = (dataset: string, start: number, part: Partial<LedgerEntry>) => {
    const key = `${dataset} ${start}`
    const empty = { dataset, start, extract: null, analysis: null, report: null }
    entries.set(key, { ...(entries.get(key) ?? empty), ...part })
  }
  const oldestFirst = () => [...entries.values()].sort((a, b) => a.start - b.start)
  const toAnalyse = () =>
    oldestFirst().filter(({ extract, analysis }) => extract && extract.attempt !== analysis?.attempt)
  const toReport = () =>
    oldestFirst().filter(({ analysis, report }) => analysis && analysis.attempt !== report?.attempt)
  const having = (part: 'extract' | 'analysis' | 'report') =>
    [...entries.values()].filter((entry) => entry[part] !== null).length
  return {
    get: async (dataset, start) => entries.get(`${dataset} ${start}`) ?? null,
    list: async ({ dataset, before = Number.POSITIVE_INFINITY, limit }) =>
      oldestFirst()
        .filter((entry) => entry.dataset === dataset && entry.start < before)
        .reverse()
        .slice(0, limit),
    silent: async (dataset) =>
      oldestFirst()
        .filter((entry) => entry.dataset === dataset && entry.extract?.logged === 0)
        .map(({ start }) => start),
    putExtract: async (dataset, start, extract) => change(dataset, start, { extract }),
    putAnalysis: async (dataset, start, attempt, analysis) =>
      change(dataset, start, { analysis: { attempt, analysis } }),
    putReport: async (dataset, start, report) => change(dataset, start, { report }),
    toAnalyse: async (limit) => toAnalyse().slice(0, limit),
    toReport: async (limit) => toReport().slice(0, limit),
    totals: async () => ({
      extracted: having('extract'),
      analysed: having('analysis'),
      reported: having('report'),
      toAnalyse: toAnalyse().length,
      toReport: toReport().length,
    }),
    close: async () => undefined,
  }
}
