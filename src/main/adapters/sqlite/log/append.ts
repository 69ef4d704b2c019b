import type { LogRecord, SourceMark } from '@main/ports/event-log'
import { planBatch } from '@main/ports/log-batch'
import type { WindowStart } from '@shared/model/window'
import type { Database } from '../database'
import { BlockWriter, framedBytes, type NewBlock } from './block-format'
import type { Prune } from './prune'
import type { Topic } from './tables'

export type Append = (
  topic: Topic,
  records: readonly LogRecord[],
  mark: SourceMark | undefined,
  loggedAt: number,
) => void

/** Call it inside a transaction. */
export function createAppend(database: Database, prune: Prune): Append {
  const writer = new BlockWriter()
  const nextOf = database.prepare<{ next: number }>('SELECT next FROM partition WHERE topic = ? AND number = ?')
  const setNext = database.prepare('UPDATE partition SET next = ? WHERE topic = ? AND number = ?')
  const insertBlock = database.prepare(
    `INSERT INTO block (topic, partition, base, next, minTime, maxTime, windows, loggedAt, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const count = database.prepare<{ version: number }>(
    `UPDATE topic SET appended = appended + ?, bytes = bytes + ?, version = version + 1 WHERE id = ? RETURNING version`,
  )
  const countWindow = database.prepare(
    `INSERT INTO window_count (topic, start, produced, logged, version, epoch)
     VALUES (?, ?, ?, ?, ?, (SELECT epoch FROM log))
     ON CONFLICT DO UPDATE SET produced = produced + excluded.produced, logged = logged + excluded.logged,
       version = excluded.version, epoch = excluded.epoch`,
  )
  const setMark = database.prepare(
    'INSERT INTO mark (source, progress) VALUES (?, ?) ON CONFLICT DO UPDATE SET progress = excluded.progress',
  )

  return (topic, records, mark, loggedAt) => {
    const plan = planBatch(records, topic.partitions, framedBytes)
    prune.makeRoom(topic, plan.bytes)
    let bytes = 0
    for (let partition = 0; partition < topic.partitions; partition++) {
      const [from, to] = [plan.starts[partition] as number, plan.starts[partition + 1] as number]
      if (from === to) continue
      let base = nextOf.get(topic.id, partition)?.next ?? 0
      const take = (block: NewBlock) => {
        const next = base + block.count
        const { minTime, maxTime, windows } = block
        insertBlock.run(topic.id, partition, base, next, minTime, maxTime, windows, loggedAt, block.bytes)
        bytes += block.bytes.length
        base = next
      }
      writer.write(records, plan.order, from, to, take)
      setNext.run(base, topic.id, partition)
    }
    const version = count.get(records.length, bytes, topic.id)?.version ?? 0
    const produced = mark?.produced ?? new Map<WindowStart, number>()
    for (const start of new Set([...plan.logged.keys(), ...produced.keys()])) {
      countWindow.run(topic.id, start, produced.get(start) ?? 0, plan.logged.get(start) ?? 0, version)
    }
    if (mark) setMark.run(mark.id, mark.progress)
  }
}
