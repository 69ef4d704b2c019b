import type { ForeignRecord, ForeignRecordCounts } from '../foreign-record-counts'
import { isLost, type LogEpoch } from '../log-epochs'

interface Counted extends ForeignRecord {
  readonly version: number
}

/** Counts in memory, for tests. */
export function createMemoryForeignRecordCounts(): ForeignRecordCounts {
  const datasets = new Map<string, Counted[]>()
  let version = 0
  const of = (dataset: string): Counted[] => datasets.get(dataset) ?? []
  const lostWindows = (dataset: string, epochs: readonly LogEpoch[], end: readonly number[]) => {
    const lost = new Set(of(dataset).flatMap((one) => (isLost(epochs, end, one) ? [`${one.epoch} ${one.window}`] : [])))
    return ({ epoch, window }: ForeignRecord) => lost.has(`${epoch} ${window}`)
  }
  return {
    async recountFrom(dataset, epochs, end) {
      const again = of(dataset).filter(lostWindows(dataset, epochs, end))
      return end.map((_, partition) =>
        again.reduce(
          (least, one) => (one.partition === partition ? Math.min(least, one.offset) : least),
          Number.POSITIVE_INFINITY,
        ),
      )
    },
    async forgetLost(dataset, epochs, end) {
      version++
      const isOfLost = lostWindows(dataset, epochs, end)
      const kept = of(dataset).map((one) => (isOfLost(one) ? { ...one, records: 0, offset: -1, version } : one))
      datasets.set(dataset, kept)
    },
    async add(dataset, records) {
      version++
      const all = [...of(dataset)]
      for (const record of records) {
        const isSame = (one: ForeignRecord) =>
          one.epoch === record.epoch && one.partition === record.partition && one.offset === record.offset
        if (!all.some(isSame)) all.push({ ...record, version })
      }
      datasets.set(dataset, all)
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
