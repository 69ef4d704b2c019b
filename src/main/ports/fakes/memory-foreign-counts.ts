import type { ForeignCounts, ForeignRecord } from '../foreign-counts'

interface Counted extends ForeignRecord {
  readonly version: number
}

/** Counts in memory, for tests. */
export function createMemoryForeignCounts(): ForeignCounts {
  const datasets = new Map<string, Counted[]>()
  const reached = new Map<string, number>()
  let version = 0
  const of = (dataset: string): Counted[] => {
    const counted = datasets.get(dataset) ?? []
    datasets.set(dataset, counted)
    return counted
  }
  return {
    async begin(dataset, epoch, end) {
      end.forEach((offset, partition) => {
        const place = `${dataset} ${epoch} ${partition}`
        if ((reached.get(place) ?? 0) > offset) reached.set(place, 0)
      })
    },
    async add(dataset, records) {
      version++
      for (const record of records) {
        const place = `${dataset} ${record.epoch} ${record.partition}`
        if (record.offset < (reached.get(place) ?? 0)) continue
        reached.set(place, record.offset + 1)
        of(dataset).push({ ...record, version })
      }
    },
    async windowsSince(dataset, since, epochs) {
      const wanted = of(dataset).filter(({ epoch }) => epochs.some((one) => one.epoch === epoch))
      const changed = new Set(wanted.filter((record) => record.version > since).map(({ window }) => window))
      const windows = [...changed].map((start) => {
        const records = wanted.filter(({ window }) => window === start).reduce((sum, one) => sum + one.records, 0)
        return { start, records }
      })
      return { version, windows }
    },
    total: async (dataset) => of(dataset).reduce((sum, { records }) => sum + records, 0),
    async close() {},
  }
}
