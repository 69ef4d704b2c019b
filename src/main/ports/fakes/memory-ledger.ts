import type { Ledger, LedgerEntry, PendingQuery } from '../ledger'

/** A ledger in memory, for tests. */
export function createMemoryLedger(): Ledger {
  const entries = new Map<string, LedgerEntry>()
  const change = (dataset: string, start: number, part: Partial<LedgerEntry>) => {
    const key = `${dataset} ${start}`
    const empty = { dataset, start, extract: null, analysis: null, report: null }
    entries.set(key, { ...(entries.get(key) ?? empty), ...part })
  }
  const oldestFirst = () => [...entries.values()].sort((a, b) => a.start - b.start || (a.dataset < b.dataset ? -1 : 1))
  const toAnalyse = () =>
    oldestFirst().filter(({ extract, analysis }) => extract && extract.attempt !== analysis?.attempt)
  const toReport = () =>
    oldestFirst().filter(({ analysis, report }) => analysis && analysis.attempt !== report?.attempt)
  const page = (waiting: readonly LedgerEntry[], { datasets, after, limit }: PendingQuery) => {
    const isAfter = ({ start, dataset }: LedgerEntry) =>
      after === null || start > after.start || (start === after.start && dataset > after.dataset)
    return waiting.filter((entry) => datasets.includes(entry.dataset) && isAfter(entry)).slice(0, limit)
  }
  return {
    get: async (dataset, start) => entries.get(`${dataset} ${start}`) ?? null,
    list: async ({ dataset, before = Number.POSITIVE_INFINITY, limit }) =>
      oldestFirst()
        .filter((entry) => entry.dataset === dataset && entry.start < before)
        .reverse()
        .slice(0, limit),
    extracted: async (of) =>
      oldestFirst().flatMap(({ dataset, start, extract }) => {
        if (dataset !== of || !extract) return []
        const { produced, logged, epoch, incompleteReason } = extract
        return [{ start, produced, logged, epoch, complete: incompleteReason === null }]
      }),
    putExtract: async (dataset, start, extract) => change(dataset, start, { extract }),
    putAnalysis: async (dataset, start, attempt, analysis) =>
      change(dataset, start, { analysis: { attempt, analysis } }),
    putReport: async (dataset, start, report) => change(dataset, start, { report }),
    toAnalyse: async (query) => page(toAnalyse(), query),
    toReport: async (query) => page(toReport(), query),
    async totals(datasets) {
      const among = (some: readonly LedgerEntry[]) => some.filter(({ dataset }) => datasets.includes(dataset))
      const having = (part: 'extract' | 'analysis' | 'report') =>
        among([...entries.values()]).filter((entry) => entry[part] !== null).length
      return {
        extracted: having('extract'),
        analysed: having('analysis'),
        reported: having('report'),
        toAnalyse: among(toAnalyse()).length,
        toReport: among(toReport()).length,
      }
    },
    async waitingElsewhere(datasets) {
      const counts = new Map<string, number>()
      for (const { dataset } of new Set([...toAnalyse(), ...toReport()])) {
        if (!datasets.includes(dataset)) counts.set(dataset, (counts.get(dataset) ?? 0) + 1)
      }
      return [...counts].map(([name, windows]) => ({ name, windows }))
    },
    needsRebuild: async () => false,
    rebuilt: async () => undefined,
    async clear(of) {
      for (const [key, { dataset }] of entries) if (dataset === of) entries.delete(key)
    },
    close: async () => undefined,
  }
}
