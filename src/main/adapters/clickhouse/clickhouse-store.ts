import { randomUUID } from 'node:crypto'
import { epochRanges, type LogEpoch } from '@main/ports/log-epochs'
import type { Store, StoreAddress, StoredEpoch, WindowRows } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { WindowStart } from '@shared/model/window'
import { fingerprintQuery } from './analyse-query'
import { analyseWindow } from './analyse-window'
import { symbolNumbers } from './change-type'
import { type Connection, connect } from './connection'
import { clickHouseLandingTable } from './open-landing-table'
import { prepareTable } from './prepare-table'
import {
  type CurrentLogRows,
  countQuery,
  earlierWindowsQuery,
  extractQuery,
  insertQuery,
  outsideQuery,
  runsOf,
  storedEpochsQuery,
  storedQuery,
  usageQuery,
} from './queries'
import { quoted } from './quoted'
import { type RowEncoder, rowEncoder } from './row-binary'
import { rowPages } from './row-pages'
import { rowSearch } from './row-search'
import type { Column } from './table'
import type { SymbolNumbers } from './value-writers'
import { waitForInserts } from './wait-for-inserts'

/** Ranges of windows per query; their bounds are sent in the URL. */
const RUNS_AT_ONCE = 50

const insertIds = ({ name }: Dataset) => `millrace-insert-${name}-`

/** A ClickHouse server, or the embedded one behind the same interface. */
export function openClickHouseStore(address: StoreAddress): Store {
  const connection = connect(address)
  const landing = clickHouseLandingTable(connection)
  const writers = new WeakMap<Dataset, Promise<Writer>>()

  const writerOf = (dataset: Dataset) => {
    const known = writers.get(dataset)
    if (known) return known
    const writer = openWriter(connection, dataset)
    writers.set(dataset, writer)
    writer.catch(() => writers.delete(dataset))
    return writer
  }

  const storedNow = async (dataset: Dataset): Promise<StoredEpoch[]> => {
    type Row = { epoch: string; partition: number; next: string }
    const rows = await connection.rows<Row>(storedEpochsQuery(dataset))
    return rows.map(({ epoch, partition, next }) => ({ epoch: Number(epoch), partition, next: Number(next) }))
  }

  return {
    landing,
    search: rowSearch(connection),
    pages: rowPages(connection),
    ping: (signal) => connection.ping(signal),
    prepare: (dataset, ttlDays) => prepareTable(connection, landing, dataset, ttlDays),

    async storedEpochs(dataset) {
      // An insert whose answer was lost may still run: a caller that continues too early would store its rows twice.
      const ids = insertIds(dataset)
      await waitForInserts(
        connection,
        // On a cluster, what other servers do of an insert has ids of its own.
        `startsWith(${connection.placement.cluster === null ? 'query_id' : 'initial_query_id'}, {ids:String})`,
        { ids },
        'an earlier insert has not ended yet',
      )
      return storedNow(dataset)
    },

    async countOutside(dataset, epochs, ranges) {
      if (epochs.length === 0) return 0
      const [count] = await connection.rows<{ rows: string }>(outsideQuery(dataset, epochs, ranges))
      return Number(count?.rows ?? 0)
    },

    async insert(dataset, rows) {
      if (rows.length === 0) return
      const { insert, idle, numbers } = await writerOf(dataset)
      const encoder = idle.pop() ?? rowEncoder(dataset, numbers)
      let body: Uint8Array
      try {
        body = encoder.encode(rows)
      } catch (thrown) {
        idle.push(encoder)
        throw thrown
      }
      // Drop an encoder whose request failed: the broken request may still read its buffer.
      const written = await connection.insert(insert, body, `${insertIds(dataset)}${randomUUID()}`)
      idle.push(encoder)
      // The count may be higher, because the rows of a materialized view count too.
      if (written !== null && written < rows.length) {
        throw new FaultError({ code: 'store-unavailable', reason: `it wrote ${written} of ${rows.length} rows` })
      }
    },

    async stored(dataset, asked, during) {
      if (asked.length === 0 || during.length === 0) return []
      const query = storedQuery(dataset, asked, during)
      type Row = { epoch: string; partition: number; first: string; last: string }
      return (await connection.rows<Row>(query)).map(({ epoch, partition, first, last }) => ({
        epoch: Number(epoch),
        partition,
        from: Number(first),
        to: Number(last) + 1,
      }))
    },

    async countWindows(dataset, windows, epochs) {
      const counts = new Map<WindowStart, WindowRows>(windows.map((start) => [start, { current: 0, earlier: 0 }]))
      const runs = runsOf(windows)
      const current = currentLogRows(epochs, await storedNow(dataset))
      for (let at = 0; at < runs.length; at += RUNS_AT_ONCE) {
        const some = runs.slice(at, at + RUNS_AT_ONCE)
        const base = some[0]?.from ?? 0
        type Row = { minute: number; rows: string; earlier: string }
        for (const row of await connection.rows<Row>(countQuery(dataset, some, current))) {
          const earlier = Number(row.earlier)
          counts.set(base + row.minute * MINUTE_MS, { current: Number(row.rows) - earlier, earlier })
        }
      }
      return counts
    },

    async earlierWindows(dataset, epochs) {
      const stored = await storedNow(dataset)
      const current = currentLogRows(epochs, stored)
      // Usually there are none, and then the query reads no row.
      if (current.beyond.length === 0 && stored.every(({ epoch }) => current.epochs.includes(epoch))) return []
      const rows = await connection.rows<{ start: string }>(earlierWindowsQuery(dataset, current))
      return rows.map(({ start }) => Number(start))
    },

    extract: (dataset, window, signal) => connection.stream(extractQuery(dataset, window), signal),

    async fingerprint(dataset, window) {
      const [found] = await connection.rows<{ rows: string; fingerprint: string }>(fingerprintQuery(dataset, window))
      return { rows: Number(found?.rows ?? 0), fingerprint: found?.fingerprint ?? '' }
    },

    analyse: (dataset, window, signal) => analyseWindow(connection, dataset, window, signal),

    async usage(dataset) {
      const [usage] = await connection.rows<{ rows: string; bytes: string; parts: string }>(
        usageQuery(connection.placement, dataset),
      )
      return { rows: Number(usage?.rows ?? 0), bytes: Number(usage?.bytes ?? 0), parts: Number(usage?.parts ?? 0) }
    },

    clear(dataset) {
      const { holder, onCluster } = connection.placement
      return connection.command(`TRUNCATE TABLE IF EXISTS ${quoted(holder(dataset.name))}${onCluster}`)
    },

    close: () => connection.close(),
  }
}

interface Writer {
  readonly insert: string
  readonly idle: RowEncoder[]
  readonly numbers: ReadonlyMap<string, SymbolNumbers>
}

/** An enum's symbols keep the numbers that they got first, whatever the order in later schemas. */
async function openWriter(connection: Connection, dataset: Dataset): Promise<Writer> {
  const columns = await connection.rows<Column>({
    sql: "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND type LIKE '%Enum8(%'",
    params: { table: dataset.name },
  })
  const numbers = columns.flatMap(({ name, type }) => {
    const found = symbolNumbers(type)
    return found ? [[name, found] as const] : []
  })
  return { insert: insertQuery(dataset), idle: [], numbers: new Map(numbers) }
}

function currentLogRows(epochs: readonly LogEpoch[], stored: readonly StoredEpoch[]): CurrentLogRows {
  const known = new Set(epochs.map(({ epoch }) => epoch))
  const ranges = epochRanges(epochs)
  const beyond = stored.flatMap(({ epoch, partition, next }) => {
    if (!known.has(epoch)) return []
    const end = ranges.find((range) => range.epoch === epoch && range.partition === partition)?.to ?? 0
    return next > end ? [{ epoch, partition, from: end }] : []
  })
  return { epochs: [...known], beyond }
}
