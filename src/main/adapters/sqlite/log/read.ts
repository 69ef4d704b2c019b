import type { LoggedRecord, LogRead } from '@main/ports/event-log'
import { fairShares } from '@main/ports/fair-shares'
import { epochAt } from '@main/ports/log-epochs'
import type { Database } from '../database'
import { isSound, readFrames, type StoredBlock } from './block-format'
import type { Epochs } from './epochs'
import type { Topic } from './tables'

interface BlockRow extends Omit<StoredBlock, 'bytes' | 'sound' | 'epoch'> {
  readonly bytes: Uint8Array
}

export interface Reader {
  offsets(topic: Topic): { start: number[]; end: number[] }
  read(topic: Topic, next: readonly number[], limit: number): LogRead
}

/** Keeps the last read block of each partition, so that reading one block in many steps loads it once. */
export function createReader(database: Database, epochs: Epochs): Reader {
  const partitions = database.prepare<{ number: number; start: number; next: number }>(
    'SELECT number, start, next FROM partition WHERE topic = ? ORDER BY number',
  )
  const blockAfter = database.prepare<BlockRow>(
    `SELECT partition, base, next, minTime, maxTime, loggedAt, windows, bytes FROM block
     WHERE topic = ? AND partition = ? AND next > ? ORDER BY next LIMIT 1`,
  )
  const lastRead = new Map<string, StoredBlock>()

  const blockAt = (topic: Topic, partition: number, offset: number): StoredBlock | undefined => {
    const kept = lastRead.get(`${topic.id} ${partition}`)
    if (kept && kept.base <= offset && offset < kept.next) return kept
    const row = blockAfter.get(topic.id, partition, offset)
    return row && opened(row, epochAt(epochs.of(topic), partition, row.base))
  }

  /** Returns where to continue. */
  const readPartition = (topic: Topic, partition: number, from: number, most: number, into: LoggedRecord[]): number => {
    let [offset, left] = [from, most]
    while (left > 0) {
      const block = blockAt(topic, partition, offset)
      if (!block) break
      const begin = Math.max(offset, block.base)
      const end = Math.min(block.next, begin + left)
      readFrames(block, begin, end, into)
      left -= end - begin
      offset = end
      const key = `${topic.id} ${partition}`
      if (end < block.next) lastRead.set(key, block)
      else lastRead.delete(key)
    }
    return offset
  }

  const offsets = (topic: Topic) => {
    const rows = partitions.all(topic.id)
    return { start: rows.map((row) => row.start), end: rows.map((row) => row.next) }
  }

  return {
    offsets,
    read(topic, next, limit) {
      const { start, end } = offsets(topic)
      const on = start.map((first, partition) => Math.max(first, next[partition] ?? 0))
      const records: LoggedRecord[] = []
      for (const [partition, most] of fairShares(
        end.map((last, partition) => last - (on[partition] as number)),
        limit,
      )) {
        on[partition] = readPartition(topic, partition, on[partition] as number, most, records)
      }
      return { records, next: on }
    },
  }
}

/** As a Buffer, because its views are Buffers, which decoders need: created once per block instead of once per record. */
function opened(row: BlockRow, epoch: number): StoredBlock {
  const bytes = Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength)
  return { ...row, bytes, epoch, sound: isSound(bytes) }
}
