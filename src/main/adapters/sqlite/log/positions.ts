import { join } from 'node:path'
import { openDatabase } from '../open-database'

/**
 * Consumer positions, in a file of their own: a sink that commits never waits for a source that appends. They are hints, so they
 * are not synced; after a power cut they may be older, never newer, than what was committed.
 */
export interface Positions {
  get(topic: string, partitions: number): number[]
  put(topic: string, next: readonly number[]): Promise<void>
  close(): Promise<void>
}

/** `log` tells one log file from another: positions of a log that was moved away must not count for its successor. */
export async function openPositions(dir: string, log: string): Promise<Positions> {
  const database = await openDatabase(join(dir, 'positions.sqlite'), {
    version: 1,
    pragmas: 'PRAGMA synchronous = NORMAL',
    tables: `CREATE TABLE position (
      log TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
      PRIMARY KEY (log, topic, partition)
    ) WITHOUT ROWID`,
  })
  const select = database.prepare<{ partition: number; next: number }>(
    'SELECT partition, next FROM position WHERE log = ? AND topic = ?',
  )
  const upsert = database.prepare(
    `INSERT INTO position (log, topic, partition, next) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET next = excluded.next`,
  )
  return {
    get(topic, partitions) {
      const positions = new Array<number>(partitions).fill(0)
      for (const { partition, next } of select.all(log, topic)) positions[partition] = next
      return positions
    },
    put: (topic, next) =>
      database.write(() => {
        next.forEach((offset, partition) => {
          upsert.run(log, topic, partition, offset)
        })
      }),
    close: () => database.close(),
  }
}
