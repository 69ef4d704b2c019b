import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventLog, LogUsage, WindowCount } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'
import { createAppend } from './log/append'
import { openConsumerPositions } from './log/consumer-positions'
import { createEpochs } from './log/epochs'
import { createPrune } from './log/prune'
import { createReader } from './log/read'
import { addMissingColumns, createTopics, LOG_FORMAT, WAL_BYTES } from './log/tables'
import { watchAppends } from './log/wait-for-append'
import { openDatabase } from './open-database'
import type { OnDamage } from './open-or-set-aside'

/** Retention works in short steps: each delays the source, and the thread it runs on, only briefly. */
const RETAIN_STEP_BLOCKS = 32
const VACUUM_STEP_PAGES = 500
const WAL_CHECK_EVERY = 64

export interface EmbeddedLogOptions {
  /** Per topic. */
  readonly maxBytes: number
  readonly now?: () => number
  /** Begins a new epoch. The process that will append opens the log with this once, before any other thread opens it. */
  readonly newEpoch?: boolean
  /** Called when damaged positions were set aside. */
  readonly onDamage?: OnDamage
}

/** The log in `dir/log.sqlite`. Any number of threads may open it; only one appends. Throws the same faults as `openDatabase`. */
export async function openEmbeddedLog(
  dir: string,
  { maxBytes, now = Date.now, newEpoch = false, onDamage }: EmbeddedLogOptions,
): Promise<EventLog> {
  const database = await openDatabase(join(dir, 'log.sqlite'), LOG_FORMAT)
  await addMissingColumns(database)
  const identity = database.prepare<{ identity: string }>('SELECT identity FROM log').get()?.identity ?? ''
  const topics = createTopics(database)
  const epochs = createEpochs(database)
  if (newEpoch) await database.write(() => epochs.begin())
  const positions = await openConsumerPositions(dir, identity, epochs, onDamage)
  const prune = createPrune(database, positions, maxBytes)
  const append = createAppend(database, prune)
  const reader = createReader(database, epochs)
  const watch = watchAppends(database)

  const insertTopic = database.prepare<{ id: number }>(
    'INSERT INTO topic (name, partitions) VALUES (?, ?) RETURNING id',
  )
  const insertPartition = database.prepare('INSERT INTO partition (topic, number, start, next) VALUES (?, ?, 0, 0)')
  const progressOf = database.prepare<{ progress: string }>('SELECT progress FROM mark WHERE source = ?')
  const versionOf = database.prepare<{ version: number }>('SELECT version FROM topic WHERE id = ?')
  const windowsSince = database.prepare<WindowCount>(
    'SELECT start, produced, logged, epoch FROM window_count WHERE topic = ? AND version > ? ORDER BY start',
  )
  const usageOf = database.prepare<LogUsage>('SELECT appended, bytes FROM topic WHERE id = ?')
  const removeCounts = database.prepare('DELETE FROM window_count WHERE topic = ?')
  const raiseVersion = database.prepare('UPDATE topic SET version = version + 1 WHERE id = ?')
  let appends = 0

  /** A reader may prevent the WAL from restarting. Above its limit, an append waits for the restart. */
  const boundWal = () => {
    if (appends++ % WAL_CHECK_EVERY !== 0) return
    try {
      if (statSync(`${database.file}-wal`).size > WAL_BYTES) database.exec('PRAGMA wal_checkpoint(RESTART)')
    } catch {
      // The previous append is on disk and must not look failed. The next check tries again.
    }
  }

  const retain: EventLog['retain'] = async (name, limits) => {
    const topic = topics.get(name)
    const until = { maxBytes: limits.maxBytes, before: now() - limits.maxAgeMs }
    const step = () => database.write(() => prune.step(topic, until, RETAIN_STEP_BLOCKS))
    while ((await step()) === RETAIN_STEP_BLOCKS) await nextTurn()
    // Pages that appends will reuse stay; only a mostly empty file returns its space, step by step.
    if (database.pragma('freelist_count') > database.pragma('page_count') / 2) {
      await database.write(() => database.exec(`PRAGMA incremental_vacuum(${VACUUM_STEP_PAGES})`))
    }
  }

  return {
    async createTopic(name, partitions) {
      await database.write(() => {
        const known = topics.find(name)
        if (known?.partitions === partitions) return
        if (known) {
          const reason = `topic ${name} has ${known.partitions} partitions, not ${partitions}`
          throw new FaultError({ code: 'log-damaged', file: database.file, reason })
        }
        const { id } = insertTopic.get(name, partitions) as { id: number }
        for (let number = 0; number < partitions; number++) insertPartition.run(id, number)
        epochs.include({ id, name, partitions })
      })
    },
    async append(name, records, mark) {
      await database.write(() => append(topics.get(name), records, mark, now()))
      boundWal()
    },
    progress: async (sourceId) => progressOf.get(sourceId)?.progress ?? null,
    async read(name, next, limit) {
      const topic = topics.get(name)
      watch.noteRead(topic.id)
      return reader.read(topic, next, limit)
    },
    heldSince: async () => null,
    waitForAppend: (ms, signal) => watch.wait(ms, signal),
    offsets: async (name) => reader.offsets(topics.get(name)),
    epochs: async (name) => epochs.of(topics.get(name)),
    commit: async (name, next) => positions.put(topics.get(name), next),
    committed: async (name) => positions.get(topics.get(name)),
    async windowCounts(name, version) {
      const { id } = topics.get(name)
      // Read the version first: a change between the two queries is then returned twice rather than never.
      const current = versionOf.get(id)?.version ?? 0
      return { version: current, windows: windowsSince.all(id, version) }
    },
    usage: async (name) => usageOf.get(topics.get(name).id) ?? { appended: 0, bytes: 0 },
    retain,
    async clear(name) {
      const topic = topics.get(name)
      await positions.put(topic, reader.offsets(topic).end)
      await database.write(() => {
        removeCounts.run(topic.id)
        raiseVersion.run(topic.id)
      })
      await retain(name, { maxBytes: 0, maxAgeMs: 0 })
    },
    async close() {
      await database.close()
      await positions.close()
    },
  }
}
