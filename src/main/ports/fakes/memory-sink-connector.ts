import type { Dataset, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Clock } from '../clock'
import type { EventLog } from '../event-log'
import type { EventCodec } from '../schema-registry'
import type { ConnectorStatus, RejectedRecord, SinkConnector } from '../sink-connector'
import type { StoreRow } from '../store'
import type { MemoryStore } from './memory-store'

/**
 * Kafka Connect in memory, for tests: it delivers at least once, commits only now and then, forgets uncommitted progress when its worker is
 * killed, and rejects good records together with bad ones.
 */
export interface MemorySinkConnector extends SinkConnector {
  /** Whether its worker is alive. After a kill it continues from its last commit. */
  alive: boolean
  /** Whether its REST interface answers. Its work continues without it. */
  reachable: boolean
  kill(): void
  fail(dataset: DatasetName, reason: string): void
  remove(dataset: DatasetName): void
  /** Whether it is wanted to run. */
  wanted(dataset: DatasetName): boolean
  /** It rejects the whole batch of such a record. */
  poison: (row: Omit<StoreRow, 'epoch'>) => boolean
  restarts: number
  run(signal: AbortSignal): Promise<void>
}

export interface MemorySinkConnectorParts {
  readonly clock: Clock
  readonly log: EventLog
  readonly store: MemoryStore
  readonly codec: EventCodec
  readonly datasets: readonly Dataset[]
}

interface Connector {
  target: 'stopped' | 'running'
  failed: string | null
  position: number[]
  done: number[]
}

const BATCH = 7
const WORK_MS = 100
const SAY_MS = 1_000

export function createMemorySinkConnector(parts: MemorySinkConnectorParts): MemorySinkConnector {
  const { clock, log, store, codec, datasets } = parts
  const connectors = new Map<DatasetName, Connector>()
  const rejected: (RejectedRecord & { dataset: DatasetName })[] = []

  const the = (dataset: DatasetName): Connector => {
    answer()
    const connector = connectors.get(dataset)
    if (!connector) throw new FaultError({ code: 'connector-failed', connector: dataset, reason: 'not found' })
    return connector
  }
  const answer = () => {
    if (!self.alive || !self.reachable)
      throw new FaultError({ code: 'connect-unavailable', address: 'here', reason: 'no answer' })
  }

  const work = async (dataset: Dataset, connector: Connector) => {
    const { records, next } = await log.read(dataset.name, connector.position, BATCH)
    const reject = (position: { partition: number; offset: number }, reason: string) => {
      rejected.push({ dataset: dataset.name, partition: position.partition, offset: position.offset, reason })
    }
    const rows: Omit<StoreRow, 'epoch'>[] = []
    for (const { partition, offset, value } of records) {
      try {
        rows.push({ partition, offset, event: codec.decode(value) })
      } catch {
        reject({ partition, offset }, 'cannot be read')
      }
    }
    if (!self.alive || connector.target !== 'running') return
    if (rows.some(self.poison)) for (const row of rows) reject(row, 'poisoned')
    else {
      try {
        store.deliver(dataset.name, rows)
      } catch {
        return
      }
    }
    connector.position = [...next]
  }

  const self: MemorySinkConnector = {
    alive: true,
    reachable: true,
    restarts: 0,
    poison: () => false,
    kill() {
      self.alive = false
      for (const connector of connectors.values()) connector.position = [...connector.done]
    },
    fail(dataset, reason) {
      the(dataset).failed = reason
    },
    remove: (dataset) => void connectors.delete(dataset),
    wanted: (dataset) => connectors.get(dataset)?.target === 'running',
    async run(signal) {
      for (let round = 0; !signal.aborted; round++) {
        for (const dataset of datasets) {
          const connector = connectors.get(dataset.name)
          if (!connector || !self.alive || connector.target !== 'running' || connector.failed !== null) continue
          await work(dataset, connector)
          if (round % (SAY_MS / WORK_MS) === 0) connector.done = [...connector.position]
        }
        await clock.sleep(WORK_MS, signal)
      }
    },
    async ensure({ name, partitions }) {
      answer()
      if (connectors.has(name)) return 'unchanged'
      const start = new Array<number>(partitions).fill(0)
      connectors.set(name, { target: 'stopped', failed: null, position: start, done: start })
      return 'created'
    },
    async status(dataset): Promise<ConnectorStatus> {
      answer()
      const connector = connectors.get(dataset)
      if (!connector) return { state: 'missing' }
      if (connector.failed !== null) return { state: 'failed', tasks: 1, reason: connector.failed }
      return connector.target === 'stopped' ? { state: 'stopped' } : { state: 'running', tasks: 1 }
    },
    async stop(dataset) {
      answer()
      const connector = connectors.get(dataset)
      if (!connector) return
      connector.target = 'stopped'
      connector.failed = null
      connector.done = [...connector.position]
    },
    async resume(dataset) {
      the(dataset).target = 'running'
    },
    async restart(dataset) {
      const connector = the(dataset)
      self.restarts++
      connector.failed = null
      connector.position = [...connector.done]
    },
    async done({ name, partitions }) {
      answer()
      return [...(connectors.get(name)?.done ?? new Array<number>(partitions).fill(0))]
    },
    async moveTo({ name }, next) {
      const connector = the(name)
      if (connector.target !== 'stopped') throw new Error('only a stopped connector can be moved')
      connector.position = [...next]
      connector.done = [...next]
    },
    async rejected(dataset, position, limit) {
      const records = rejected.slice(position, position + limit)
      return { records: records.filter((record) => record.dataset === dataset), next: position + records.length }
    },
  }
  return self
}
