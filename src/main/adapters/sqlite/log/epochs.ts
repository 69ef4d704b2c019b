import type { LogEpoch } from '@main/ports/log-epochs'
import type { Database } from '../database'
import { BEGIN_EPOCH, type Topic } from './tables'

/** The log's epochs, by topic. Make both changes inside a transaction. */
export interface Epochs {
  /** Begins a new epoch of every topic. It replaces an epoch without records. */
  begin(): void
  /** Adds a new topic to the current epoch. */
  include(topic: Topic): void
  /** Oldest first. */
  of(topic: Topic): readonly LogEpoch[]
}

interface EpochRow {
  readonly number: number
  readonly since: string
}

export function createEpochs(database: Database): Epochs {
  const beginNext = database.prepare<{ epoch: number }>(BEGIN_EPOCH)
  const current = database.prepare<{ epoch: number }>('SELECT epoch FROM log')
  const ends = database.prepare<{ topic: number; since: string }>(
    `SELECT topic, json_group_array(next) AS since
     FROM (SELECT topic, next FROM partition ORDER BY topic, number) GROUP BY topic`,
  )
  const last = database.prepare<EpochRow>(
    'SELECT number, since FROM epoch WHERE topic = ? ORDER BY number DESC LIMIT 1',
  )
  const replace = database.prepare('UPDATE epoch SET epoch = ? WHERE number = ?')
  const insert = database.prepare('INSERT INTO epoch (topic, epoch, since) VALUES (?, ?, ?)')
  const select = database.prepare<{ epoch: number; since: string }>(
    'SELECT epoch, since FROM epoch WHERE topic = ? ORDER BY number',
  )
  /** They change only together with the current epoch, when main opens the log. */
  const known = new Map<number, { readonly current: number; readonly epochs: readonly LogEpoch[] }>()

  return {
    begin() {
      const epoch = beginNext.get()?.epoch ?? 0
      for (const { topic, since } of ends.all()) {
        const before = last.get(topic)
        if (before?.since === since) replace.run(epoch, before.number)
        else insert.run(topic, epoch, since)
      }
    },
    include({ id, partitions }) {
      insert.run(id, current.get()?.epoch ?? 0, JSON.stringify(new Array(partitions).fill(0)))
    },
    of({ id }) {
      const now = current.get()?.epoch ?? 0
      const kept = known.get(id)
      if (kept?.current === now) return kept.epochs
      const epochs = select.all(id).map(({ epoch, since }) => ({ epoch, since: JSON.parse(since) as number[] }))
      known.set(id, { current: now, epochs })
      return epochs
    },
  }
}
