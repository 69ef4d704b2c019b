import { keptOffsets } from '@main/ports/kept-offsets'
import { deleteRecordsV2 } from '@platformatic/kafka'
import { FaultError } from '@shared/model/fault'
import type { KafkaClient } from '../client/client'
import type { Session } from '../client/session'
import { EARLIEST, LATEST, offsetsAt } from '../wire/offsets'
import type { Changelog } from './changelog'
import type { ConsumerPositions } from './consumer-positions'

/** When a topic is over its limit, this share of the limit is freed at once, so that most appends find room. */
const SLACK = 1 / 64
const REMOVED_WITHIN_MS = 5_000

/** Keeps topics within their limits by removing what the sink has stored. */
export interface Retention {
  /** Throws `log-full` when what is stored is gone and `bytes` more still do not fit. */
  make(topic: string, bytes: number): Promise<void>
  /** To be called after an append. */
  taken(topic: string, bytes: number): void
  retain(topic: string, limits: { maxBytes: number; maxAgeMs: number }): Promise<void>
  /** Removes all that is committed. */
  removeStored(topic: string): Promise<void>
  /** Bytes kept, by the share of all that was ever appended: brokers tell sizes only of whole segments. */
  held(topic: string): Promise<number>
}

interface Extent {
  readonly start: readonly number[]
  readonly end: readonly number[]
}

export function createRetention(
  client: KafkaClient,
  changelog: Changelog,
  positions: ConsumerPositions,
  maxBytes: number,
): Retention {
  /** Since the last look: what was held then, and what came. */
  const known = new Map<string, number>()

  const heldIn = (topic: string, extent: Extent): number => {
    const ever = extent.end.reduce((sum, offset) => sum + offset, 0)
    return ever === 0 ? 0 : (changelog.state.topic(topic).bytes * keptOffsets(extent)) / ever
  }

  /** Removes what is before `until`, as far as it is committed. Returns how much of the topic there is then. */
  const removeBefore = async (topic: string, extent: Extent, until: readonly number[]): Promise<Extent> => {
    const committed = await positions.committed(topic)
    const start = extent.start.map((first, partition) => {
      const wanted = Math.min(until[partition] ?? 0, committed[partition] ?? 0, extent.end[partition] ?? 0)
      return Math.max(first, wanted)
    })
    const moved = start.map((first, partition) => first > (extent.start[partition] ?? 0))
    if (!moved.includes(true)) return extent
    await client.withRetries(async (session) => {
      for (const [broker, led] of await session.leaders(topic)) {
        const partitions = led
          .filter((partition) => moved[partition])
          .map((partitionIndex) => ({ partitionIndex, offset: BigInt(start[partitionIndex] ?? 0) }))
        if (partitions.length === 0) continue
        await deleteRecordsV2.api.async(broker, [{ name: topic, partitions }], REMOVED_WITHIN_MS)
      }
    })
    return { start, end: extent.end }
  }

  /** Per partition, the offset before which the oldest bytes above `limit` lie. */
  const inExcess = (topic: string, { start, end }: Extent, limit: number): number[] => {
    const held = heldIn(topic, { start, end })
    const share = held > limit ? 1 - Math.max(0, limit) / held : 0
    return start.map((first, partition) => first + Math.ceil(((end[partition] ?? 0) - first) * share))
  }

  return {
    async make(topic, bytes) {
      if (bytes === 0 || (known.get(topic) ?? maxBytes) + bytes <= maxBytes) return
      let extent: Extent = await client.withRetries((session) => extentOf(session, topic))
      if (heldIn(topic, extent) + bytes > maxBytes) {
        const target = maxBytes - Math.max(bytes, maxBytes * SLACK)
        extent = await removeBefore(topic, extent, inExcess(topic, extent, target))
      }
      const held = heldIn(topic, extent)
      known.set(topic, held)
      // A batch above the limit goes into an empty log: it would never find more room than that.
      if (held > 0 && held + bytes > maxBytes) {
        throw new FaultError({ code: 'log-full', topic, bytes: Math.round(held), limit: maxBytes })
      }
    },
    taken(topic, bytes) {
      known.set(topic, (known.get(topic) ?? 0) + bytes)
    },
    async retain(topic, limits) {
      await changelog.catchUp()
      const [extent, young] = await client.withRetries((session) =>
        Promise.all([extentOf(session, topic), offsetsAt(session, topic, Date.now() - limits.maxAgeMs)]),
      )
      const excess = inExcess(topic, extent, limits.maxBytes)
      const old = extent.end.map((end, partition) => young[partition] ?? end)
      await removeBefore(
        topic,
        extent,
        excess.map((offset, partition) => Math.max(offset, old[partition] ?? 0)),
      )
    },
    async removeStored(topic) {
      const extent = await client.withRetries((session) => extentOf(session, topic))
      await removeBefore(topic, extent, extent.end)
    },
    async held(topic) {
      return Math.round(heldIn(topic, await client.withRetries((session) => extentOf(session, topic))))
    },
  }
}

/** From the first offset kept to the end, whether decided or not. */
export async function extentOf(session: Session, topic: string): Promise<{ start: number[]; end: number[] }> {
  const [start, end] = await Promise.all([offsetsAt(session, topic, EARLIEST), offsetsAt(session, topic, LATEST)])
  return { start: start.map((offset) => offset ?? 0), end: end.map((offset) => offset ?? 0) }
}
