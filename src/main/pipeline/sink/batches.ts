import type { StoreRow } from '@main/ports/store'

const DAY_MS = 86_400_000

/** Decoded rows wait here, in log order within each partition, to be taken as batches that the store can take whole. */
export interface Batcher {
  readonly size: number
  add(row: StoreRow, eventTime: number): void
  /**
   * The next batch: from every partition the longest run, from its oldest row on, that lies in one UTC day. Storing batches in
   * this order keeps each partition's stored offsets free of holes even when days are mixed. Empty when nothing waits.
   */
  take(limit: number): StoreRow[]
}

interface Waiting {
  readonly row: StoreRow
  readonly day: number
}

export function createBatcher(): Batcher {
  let queues = new Map<number, Waiting[]>()
  let size = 0
  return {
    get size() {
      return size
    },
    add(row, eventTime) {
      const queue = queues.get(row.partition)
      const waiting = { row, day: Math.floor(eventTime / DAY_MS) }
      if (queue) queue.push(waiting)
      else queues.set(row.partition, [waiting])
      size++
    },
    take(limit) {
      const batch: StoreRow[] = []
      const rest = new Map<number, Waiting[]>()
      let day: number | undefined
      for (const [partition, queue] of queues) {
        let taken = 0
        for (const waiting of queue) {
          day ??= waiting.day
          if (waiting.day !== day || batch.length >= limit) break
          batch.push(waiting.row)
          taken++
        }
        if (taken < queue.length) rest.set(partition, taken === 0 ? queue : queue.slice(taken))
      }
      queues = rest
      size -= batch.length
      return batch
    },
  }
}
