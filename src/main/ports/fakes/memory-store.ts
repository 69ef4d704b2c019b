import type { DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Store, StoreRow, Stretch } from '../store'
import { chunksOf } from './memory-temp-files'

/** A store in memory, for tests: it keeps rows twice when they are stored twice, and its inlet lets each place in once. */
export interface MemoryStore extends Store {
  rows(dataset: DatasetName): readonly StoreRow[]
  /** As a sink outside Millrace writes to the inlet. Throws `store-unavailable` when it is closed, or was never made. */
  deliver(dataset: DatasetName, rows: readonly StoreRow[]): void
  /** Rows that an insert refuses, and the inlet leaves out. */
  refuse: (row: StoreRow) => boolean
  /** Somebody removed its disk. */
  lose(): void
}

export function createMemoryStore(eventTimeOf: (row: StoreRow) => number): MemoryStore {
  const tables = new Map<DatasetName, StoreRow[]>()
  const open = new Set<DatasetName>()
  const tableOf = (dataset: DatasetName) => {
    const table = tables.get(dataset) ?? []
    tables.set(dataset, table)
    return table
  }
  const store: MemoryStore = {
    refuse: () => false,
    rows: (dataset) => tableOf(dataset),
    lose() {
      tables.clear()
      open.clear()
    },
    deliver(dataset, rows) {
      if (!open.has(dataset)) throw new FaultError({ code: 'store-unavailable', reason: 'the inlet is closed' })
      const table = tableOf(dataset)
      const there = new Set(table.map(placeOf))
      table.push(...rows.filter((row) => !there.has(placeOf(row)) && !store.refuse(row)))
    },
    inlet: {
      isOpen: async ({ name }) => open.has(name),
      open: async ({ name }) => void open.add(name),
      close: async ({ name }) => void open.delete(name),
    },
    search: {
      inWindow: async () => ({ rows: [], total: 0 }),
      at: async () => null,
      byId: async () => null,
      before: async () => 0,
    },
    async ping() {},
    async prepare() {},
    async nextOffsets({ name, partitions }) {
      const next = new Array<number>(partitions).fill(0)
      for (const { partition, offset } of tableOf(name)) next[partition] = Math.max(next[partition] ?? 0, offset + 1)
      return next
    },
    async insert({ name }, rows) {
      if (rows.some(store.refuse)) throw new FaultError({ code: 'store-rejected', reason: 'it does not fit' })
      tableOf(name).push(...rows)
    },
    async stored({ name }, asked, during) {
      const within = tableOf(name).filter((row) => {
        const time = eventTimeOf(row)
        if (!during.some(({ from, to }) => time >= from && time < to)) return false
        return asked.some(
          ({ partition, from, to }) => row.partition === partition && row.offset >= from && row.offset < to,
        )
      })
      return stretchesOf(within)
    },
    countWindows: async (_dataset, windows) => new Map(windows.map((window) => [window, 0])),
    extract: async () => chunksOf(),
    usage: async (dataset) => ({ rows: tableOf(dataset).length, bytes: 0, parts: 0 }),
    async close() {},
  }
  return store
}

function placeOf({ partition, offset }: StoreRow): string {
  return `${partition} ${offset}`
}

function stretchesOf(rows: readonly StoreRow[]): Stretch[] {
  const stretches: { partition: number; from: number; to: number }[] = []
  for (const { partition, offset } of [...rows].sort((a, b) => a.partition - b.partition || a.offset - b.offset)) {
    const last = stretches.at(-1)
    if (last?.partition === partition && offset <= last.to) last.to = Math.max(last.to, offset + 1)
    else stretches.push({ partition, from: offset, to: offset + 1 })
  }
  return stretches
}
