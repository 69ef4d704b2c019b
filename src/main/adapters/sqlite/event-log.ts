import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog, LogUsage, WindowCount } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'
import { createAppend } from './log/append'
import { openPositions } from './log/positions'
import { createPrune } from './log/prune'
import { createReader } from './log/read'
import { createTopics, LOG_FORMAT, WAL_BYTES } from './log/tables'
import { openDatabase } from './open-database'

const POLL_MS = 15
/** Retention works in short steps: each holds up the source, and the thread that it runs on, only briefly. */
const RETAIN_STEP_BLOCKS = 100
const VACUUM_STEP_PAGES = 500
const WAL_CHECK_EVERY = 64

export interface EmbeddedLogOptions {
  /** Per topic. */
  readonly maxBytes: number
  readonly now?: () => number
}

/** The log in `dir/log.sqlite`. Any number of threads may open it; one appends. Throws as `openDatabase` does. */
export async function openEmbeddedLog(
  dir: string,
  { maxBytes, now = Date.now }: EmbeddedLogOptions,
): Promise<EventLog> {
  const database = await openDatabase(join(dir, 'log.sqlite'), LOG_FORMAT)
  const identity = database.prepare<{ identity: string }>('SELECT identity FROM log').get()?.identity ?? ''
  const positions = await openPositions(dir, identity)
  const topicOf = createTopics(database)
  const prune = createPrune(database, positions, maxBytes)
  const append = createAppend(database, prune)
  const reader = createReader(database)

  const insertTopic = database.prepare('INSERT INTO topic (name, partitions) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const insertPartition = database.prepare('INSERT INTO partition (topic, number, start, next) VALUES (?, ?, 0, 0)')
  const partitionCount = database.prepare<{ count: number }>('SELECT count(*) AS count FROM partition WHERE topic = ?')
  const progressOf = database.prepare<{ progress: string }>('SELECT progress FROM mark WHERE source = ?')
  const versionOf = database.prepare<{ version: number }>('SELECT version FROM topic WHERE id = ?')
  const windowsSince = database.prepare<WindowCount>(
    'SELECT start, produced, logged FROM window_count WHERE topic = ? AND version > ? ORDER BY start',
  )
  const usageOf = database.prepare<LogUsage>(
    `SELECT bytes, (SELECT sum(next - start) FROM partition WHERE topic = id) AS records FROM topic WHERE id = ?`,
  )
  const appendedTo = database.prepare<{ id: number; appended: number }>('SELECT id, appended FROM topic')

  const seen = new Map<number, number>()
  let appends = 0

  /** A reader may keep the WAL from starting over; past its bound the next append waits until it can. */
  const boundWal = () => {
    if (appends++ % WAL_CHECK_EVERY !== 0) return
    const { size } = statSync(`${database.file}-wal`, { throwIfNoEntry: false }) ?? { size: 0 }
    if (size > WAL_BYTES) database.exec('PRAGMA wal_checkpoint(RESTART)')
  }

  return {
    async createTopic(name, partitions) {
      await database.write(() => {
        insertTopic.run(name, partitions)
        const topic = topicOf(name)
        if (topic.partitions !== partitions) {
          const reason = `topic ${name} has ${topic.partitions} partitions, not ${partitions}`
          throw new FaultError({ code: 'log-damaged', file: database.file, reason })
        }
        const { count } = partitionCount.get(topic.id) ?? { count: 0 }
        for (let number = count; number < partitions; number++) insertPartition.run(topic.id, number)
      })
    },
    async append(name, records, mark) {
      await database.write(() => append(topicOf(name), records, mark, now()))
      boundWal()
    },
    progress: async (sourceId) => progressOf.get(sourceId)?.progress ?? null,
    async read(name, next, limit) {
      const topic = topicOf(name)
      for (const { id, appended } of appendedTo.all()) if (id === topic.id) seen.set(id, appended)
      return reader.read(topic, next, limit)
    },
    async waitForAppend(ms, signal) {
      const before = new Map(seen)
      const deadline = Date.now() + ms
      while (!signal.aborted) {
        for (const { id, appended } of appendedTo.all()) {
          if (!before.has(id)) before.set(id, appended)
          if (before.get(id) !== appended) return
        }
        const left = deadline - Date.now()
        if (left <= 0) return
        await sleep(Math.min(POLL_MS, left), undefined, { signal }).catch(() => undefined)
      }
    },
    offsets: async (name) => reader.offsets(topicOf(name)),
    commit: async (name, next) => positions.put(topicOf(name).name, next),
    async committed(name) {
      const topic = topicOf(name)
      return positions.get(topic.name, topic.partitions)
    },
    async windowCounts(name, version) {
      const { id } = topicOf(name)
      // The version first: a change between the two questions is then told twice rather than never.
      const current = versionOf.get(id)?.version ?? 0
      return { version: current, windows: windowsSince.all(id, version) }
    },
    usage: async (name) => usageOf.get(topicOf(name).id) ?? { records: 0, bytes: 0 },
    async retain(name, limits) {
      const topic = topicOf(name)
      const until = { maxBytes: limits.maxBytes, before: now() - limits.maxAgeMs }
      let removed: number
      do {
        removed = await database.write(() => prune.step(topic, until, RETAIN_STEP_BLOCKS))
      } while (removed === RETAIN_STEP_BLOCKS)
      // Pages that appends will need again stay; only a file that is mostly empty gives its space back, step by step.
      if (database.pragma('freelist_count') > database.pragma('page_count') / 2) {
        await database.write(() => database.exec(`PRAGMA incremental_vacuum(${VACUUM_STEP_PAGES})`))
      }
    },
    async close() {
      await database.close()
      await positions.close()
    },
  }
}
