import type { WindowStart } from '@shared/model/window'
import type { ForeignCounts } from '../foreign-counts'

interface Counted {
  readonly next: number[]
  readonly windows: Map<WindowStart, { records: number; version: number }>
}

/** Counts in memory, for tests. */
export function createMemoryForeignCounts(): ForeignCounts {
  const datasets = new Map<string, Counted>()
  let version = 0
  const of = (dataset: string): Counted => {
    const counted = datasets.get(dataset) ?? { next: [], windows: new Map() }
    datasets.set(dataset, counted)
    return counted
  }
  return {
    async begin(dataset, end) {
      const { next } = of(dataset)
      next.forEach((offset, partition) => {
        if (offset > (end[partition] ?? 0)) next[partition] = 0
      })
    },
    async add(dataset, records) {
      const { next, windows } = of(dataset)
      version++
      for (const { partition, offset, window, records: more } of records) {
        if (offset < (next[partition] ?? 0)) continue
        next[partition] = offset + 1
        windows.set(window, { records: (windows.get(window)?.records ?? 0) + more, version })
      }
    },
    async windowsSince(dataset, since) {
      const changed = [...of(dataset).windows].filter(([, counted]) => counted.version > since)
      return { version, windows: changed.map(([start, { records }]) => ({ start, records })) }
    },
    total: async (dataset) => [...of(dataset).windows.values()].reduce((sum, { records }) => sum + records, 0),
    async close() {},
  }
}
