import { join } from 'node:path'
import { type OnDamage, openOrSetAside } from '../open-or-set-aside'
import type { Epochs } from './epochs'
import type { Topic } from './tables'

/**
 * Consumer positions, in their own file, so that a sink that commits never waits for a source that appends. They are hints, so they are not
 * synced: after a power cut they may be older than the last commit, never newer.
 */
export interface ConsumerPositions {
  get(topic: Topic): number[]
  put(topic: Topic, next: readonly number[]): Promise<void>
  close(): Promise<void>
}

/**
 * Positions are stored under the log's identity and epoch: those of a log that was moved away must not apply to its successor, and those of
 * one life of a file must not apply to the life of an older copy. A new epoch starts with the positions of the previous one, up to the end
 * of that epoch.
 */
export async function openConsumerPositions(
  dir: string,
  identity: string,
  epochs: Epochs,
  onDamage?: OnDamage,
): Promise<ConsumerPositions> {
  const database = await openOrSetAside(
    join(dir, 'positions.sqlite'),
    {
      version: 1,
      pragmas: 'PRAGMA synchronous = NORMAL',
      tables: `CREATE TABLE position (
      log TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
      PRIMARY KEY (log, topic, partition)
    ) WITHOUT ROWID`,
    },
    onDamage,
  )
  const select = database.prepare<{ partition: number; next: number }>(
    'SELECT partition, next FROM position WHERE log = ? AND topic = ?',
  )
  const upsert = database.prepare(
    `INSERT INTO position (log, topic, partition, next) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET next = excluded.next`,
  )
  // Positions from before there were epochs are stored under the identity alone.
  const keyOf = (epoch: number) => (epoch === 0 ? identity : `${identity} ${epoch}`)
  /**
   * Until a position in the current epoch is committed, positions belong to the previous one, because an epoch without records is replaced
   * by the next.
   */
  const keyFor = (topic: Topic, next: readonly number[]): string => {
    const [before, current] = epochs.of(topic).slice(-2)
    if (before === undefined || current === undefined) return keyOf(before?.epoch ?? 0)
    const isOfCurrent = next.some((offset, partition) => offset > (current.since[partition] ?? 0))
    const currentKey = keyOf(current.epoch)
    return isOfCurrent || select.all(currentKey, topic.name).length > 0 ? currentKey : keyOf(before.epoch)
  }
  return {
    get(topic) {
      const known = epochs.of(topic)
      const positions = new Array<number>(topic.partitions).fill(0)
      for (let i = known.length - 1; i >= 0; i--) {
        const kept = select.all(keyOf(known[i]?.epoch ?? 0), topic.name)
        if (kept.length === 0) continue
        const end = known[i + 1]?.since
        for (const { partition, next } of kept) positions[partition] = Math.min(next, end?.[partition] ?? next)
        break
      }
      return positions
    },
    put: (topic, next) =>
      database.write(() => {
        const key = keyFor(topic, next)
        next.forEach((offset, partition) => {
          upsert.run(key, topic.name, partition, offset)
        })
      }),
    close: () => database.close(),
  }
}
