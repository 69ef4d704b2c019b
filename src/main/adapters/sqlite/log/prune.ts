import { FaultError } from '@shared/model/fault'
import type { Database } from '../database'
import type { ConsumerPositions } from './consumer-positions'
import type { Topic } from './tables'

/** When a topic is over its limit, this fraction of the limit is freed at once, so that most appends find space. */
const SLACK = 1 / 64

interface OldestBlock {
  readonly id: number
  readonly partition: number
  readonly next: number
  readonly loggedAt: number
  readonly size: number
}

/** Removes committed blocks, oldest first. Call it inside a transaction. */
export interface Prune {
  /** Throws `log-full` when no committed block is left and `bytes` more still do not fit. */
  makeRoom(topic: Topic, bytes: number): void
  /** Removes up to `most` blocks that are older than `before`, or beyond `maxBytes`; returns the number removed. */
  step(topic: Topic, limits: { maxBytes: number; before: number }, most: number): number
}

export function createPrune(database: Database, positions: ConsumerPositions, maxBytes: number): Prune {
  const bytesOf = database.prepare<{ bytes: number }>('SELECT bytes FROM topic WHERE id = ?')
  const setBytes = database.prepare('UPDATE topic SET bytes = ? WHERE id = ?')
  const oldest = database.prepare<OldestBlock>(
    `SELECT id, partition, next, loggedAt, length(bytes) AS size FROM block
     WHERE topic = ? AND partition = ? AND next <= ? ORDER BY next LIMIT 1`,
  )
  const remove = database.prepare('DELETE FROM block WHERE id = ?')
  const setStart = database.prepare('UPDATE partition SET start = ? WHERE topic = ? AND number = ?')

  /** Removes the oldest committed block repeatedly while `goOn` returns true. Returns the remaining bytes. */
  const removeWhile = (topic: Topic, held: number, goOn: (block: OldestBlock, held: number) => boolean): number => {
    const committed = positions.get(topic)
    const oldestOf = (partition: number) => oldest.get(topic.id, partition, committed[partition] ?? 0)
    const heads = committed.map((_, partition) => oldestOf(partition))
    const starts = new Map<number, number>()
    let left = held
    for (;;) {
      const head = heads.reduce((a, b) => (a && b ? (a.id < b.id ? a : b) : (a ?? b)), undefined)
      if (!head || !goOn(head, left)) break
      remove.run(head.id)
      left -= head.size
      starts.set(head.partition, head.next)
      heads[head.partition] = oldestOf(head.partition)
    }
    for (const [partition, start] of starts) setStart.run(start, topic.id, partition)
    if (left !== held) setBytes.run(left, topic.id)
    return left
  }

  return {
    makeRoom(topic, bytes) {
      const held = bytesOf.get(topic.id)?.bytes ?? 0
      if (bytes === 0 || held + bytes <= maxBytes) return
      const target = maxBytes - Math.max(bytes, maxBytes * SLACK)
      const left = removeWhile(topic, held, (_, now) => now > target)
      // An empty log accepts a batch above the limit, because more space than that never becomes free.
      if (left > 0 && left + bytes > maxBytes) {
        throw new FaultError({ code: 'log-full', topic: topic.name, bytes: left, limit: maxBytes })
      }
    },
    step(topic, limits, most) {
      let removed = 0
      const held = bytesOf.get(topic.id)?.bytes ?? 0
      removeWhile(topic, held, (block, now) => {
        const goOn = removed < most && (block.loggedAt < limits.before || now > limits.maxBytes)
        if (goOn) removed++
        return goOn
      })
      return removed
    },
  }
}
