import type { DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { type WindowStart, windowOf } from '@shared/model/window'
import { type EpochRange, epochAt, isOfLog, type LogEpoch } from '../log-epochs'
import type { RowCursor, Store, StoredEpoch, StoreRow, Stretch, WindowRows, WindowSum } from '../store'
import { chunksOf } from './memory-temp-files'

/** A store in memory, for tests: rows inserted twice are stored twice, but its landing table accepts each position once. */
export interface MemoryStore extends Store {
  rows(dataset: DatasetName): readonly StoreRow[]
  /**
   * Writes to the landing table, as a sink outside Millrace does. Throws `store-unavailable` when the table is closed or was never created.
   */
  deliver(dataset: DatasetName, rows: readonly Omit<StoreRow, 'epoch'>[]): void
  /** Rows that an insert refuses, and the landing table skips. */
  refuse: (row: StoreRow) => boolean
  /** Simulates that its disk was removed. */
  lose(): void
}

export function createMemoryStore(eventTimeOf: (row: StoreRow) => number): MemoryStore {
  const tables = new Map<DatasetName, StoreRow[]>()
  const open = new Map<DatasetName, readonly LogEpoch[]>()
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
      const epochs = open.get(dataset)
      if (!epochs) throw new FaultError({ code: 'store-unavailable', reason: 'the landing table is closed' })
      const table = tableOf(dataset)
      const there = new Set(table.map(positionOf))
      const placed = rows.map((row) => ({ ...row, epoch: epochAt(epochs, row.partition, row.offset) }))
      table.push(...placed.filter((row) => !there.has(positionOf(row)) && !store.refuse(row)))
    },
    landing: {
      isOpen: async ({ name }, epochs) => JSON.stringify(open.get(name)) === JSON.stringify(epochs),
      open: async ({ name }, epochs) => void open.set(name, epochs),
      close: async ({ name }) => void open.delete(name),
    },
    search: {
      inWindow: async () => ({ rows: [], total: 0 }),
      at: async () => null,
      byId: async () => null,
      before: async () => 0,
    },
    pages: {
      async page({ name }, { after, within, limit }) {
        const placed = tableOf(name).map((row) => ({ row, at: { ...row, time: eventTimeOf(row) } }))
        return placed
          .filter(({ at }) => (after === null || compare(at, after) > 0) && (within === null || isIn(within, at)))
          .sort((a, b) => compare(a.at, b.at))
          .slice(0, limit)
          .map(({ row }) => row)
      },
      async sums({ name }) {
        const sums = new Map<WindowStart, WindowSum>()
        for (const row of tableOf(name)) {
          const start = windowOf(eventTimeOf(row))
          const before = sums.get(start) ?? { rows: 0, checksum: '0' }
          const checksum = String((Number(before.checksum) + sumOf(JSON.stringify(row.event))) % 2 ** 32)
          sums.set(start, { start, rows: before.rows + 1, checksum })
        }
        return [...sums.values()].sort((a, b) => a.start - b.start)
      },
    },
    async ping() {},
    async prepare() {},
    async storedEpochs({ name }) {
      const reached = new Map<string, StoredEpoch>()
      for (const { epoch, partition, offset } of tableOf(name)) {
        const key = `${epoch} ${partition}`
        const next = Math.max(reached.get(key)?.next ?? 0, offset + 1)
        reached.set(key, { epoch, partition, next })
      }
      return [...reached.values()]
    },
    async countOutside({ name }, epochs, ranges) {
      const outside = tableOf(name).filter(({ epoch, partition, offset }) => {
        const inRange = (r: EpochRange) =>
          r.epoch === epoch && r.partition === partition && offset >= r.from && offset < r.to
        return epochs.includes(epoch) && !ranges.some(inRange)
      })
      return outside.length
    },
    async insert({ name }, rows) {
      if (rows.some(store.refuse)) throw new FaultError({ code: 'store-rejected', reason: 'it does not fit' })
      tableOf(name).push(...rows)
    },
    async stored({ name }, asked, during) {
      const within = tableOf(name).filter((row) => {
        const time = eventTimeOf(row)
        if (!during.some(({ from, to }) => time >= from && time < to)) return false
        return isIn(asked, row)
      })
      return stretchesOf(within)
    },
    async countWindows({ name }, windows, epochs) {
      const counts = new Map<WindowStart, WindowRows>(windows.map((window) => [window, { current: 0, earlier: 0 }]))
      for (const row of tableOf(name)) {
        const window = windowOf(eventTimeOf(row))
        const { current, earlier } = counts.get(window) ?? { current: 0, earlier: 0 }
        const isOwn = isOfLog(epochs, row)
        if (counts.has(window))
          counts.set(window, { current: current + Number(isOwn), earlier: earlier + Number(!isOwn) })
      }
      return counts
    },
    async earlierWindows({ name }, epochs) {
      const earlier = tableOf(name).filter((row) => !isOfLog(epochs, row))
      return [...new Set(earlier.map((row) => windowOf(eventTimeOf(row))))].sort((a, b) => a - b)
    },
    extract: async () => chunksOf(),
    async fingerprint({ name }, window) {
      const rows = tableOf(name).filter((row) => windowOf(eventTimeOf(row)) === window)
      return { rows: rows.length, fingerprint: rows.map(positionOf).sort().join() }
    },
    async analyse(dataset, window) {
      const { rows, fingerprint } = await store.fingerprint(dataset, window)
      return { analysis: { rows, errors: 0, seconds: 0.001, types: [], latency: null }, fingerprint }
    },
    usage: async (dataset) => ({ rows: tableOf(dataset).length, bytes: 0, parts: 0 }),
    clear: async ({ name }) => void tables.delete(name),
    async close() {},
  }
  return store
}

function isIn(stretches: readonly Stretch[], row: Pick<StoreRow, 'epoch' | 'partition' | 'offset'>): boolean {
  return stretches.some(
    ({ epoch, partition, from, to }) =>
      row.epoch === epoch && row.partition === partition && row.offset >= from && row.offset < to,
  )
}

function compare(a: RowCursor, b: RowCursor): number {
  return a.time - b.time || a.epoch - b.epoch || a.partition - b.partition || a.offset - b.offset
}

/** FNV-1a. */
function sumOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function positionOf({ epoch, partition, offset }: StoreRow): string {
  return `${epoch} ${partition} ${offset}`
}

function stretchesOf(rows: readonly StoreRow[]): Stretch[] {
  const stretches: { epoch: number; partition: number; from: number; to: number }[] = []
  const inOrder = [...rows].sort((a, b) => a.epoch - b.epoch || a.partition - b.partition || a.offset - b.offset)
  for (const { epoch, partition, offset } of inOrder) {
    const last = stretches.at(-1)
    if (last?.epoch === epoch && last.partition === partition && offset <= last.to)
      last.to = Math.max(last.to, offset + 1)
    else stretches.push({ epoch, partition, from: offset, to: offset + 1 })
  }
  return stretches
}
