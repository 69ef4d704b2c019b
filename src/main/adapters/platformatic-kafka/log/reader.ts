import { setTimeout as sleep } from 'node:timers/promises'
import type { LoggedRecord, LogRead } from '@main/ports/event-log'
import { fairShares } from '@main/ports/fair-shares'
import type { Connection } from '@platformatic/kafka'
import type { KafkaClient } from '../client/client'
import { kafkaErrorOf } from '../client/kafka-errors'
import type { Session } from '../client/session'
import { type Fetched, type FetchPlace, fetchBatches } from '../wire/fetch'
import { EARLIEST, LATEST, offsetsAt } from '../wire/offsets'
import { readBatches } from '../wire/read-batches'
import type { RecordTaker } from '../wire/read-records'
import { loggedRecord, unreadableRecord } from './logged-record'
import { CORRUPT_MESSAGE, readLargeOrDamagedBatch } from './read-large-or-damaged-batch'

/** Of one partition in one answer, compressed as it is. */
const FETCH_BYTES = 1 << 20
/** While a request waits for news, the next one has to wait for it: it must not wait long. */
const WAIT_MS = 100
const OFFSET_OUT_OF_RANGE = 1

/** What was fetched of a partition and not read yet: the records from `next` on, up to `reached`. */
interface Lane {
  next: number
  records: LoggedRecord[]
  /** How many of the records were read. */
  taken: number
  reached: number
  /** Whether there was more than the last answer held. */
  more: boolean
  /** Where a transaction withholds what follows, and when that was first seen. */
  held: { readonly at: number; readonly since: number } | null
}

/** The epoch of a record. */
export type EpochOf = (topic: string, partition: number, offset: number) => number

export interface Reader {
  read(topic: string, next: readonly number[], limit: number): Promise<LogRead>
  heldSince(topic: string): number | null
  waitForAppend(ms: number, signal: AbortSignal): Promise<void>
}

/** Reads topics from given offsets with its own fetch requests, so there is no consumer group to join or rebalance. */
export function createReader(
  client: KafkaClient,
  partitionsOf: (topic: string) => Promise<number>,
  epochOf: EpochOf,
): Reader {
  const topics = new Map<string, Lane[]>()
  let filling: Promise<void> | undefined

  const fill = (waitMs: number, only?: string): Promise<void> => {
    filling ??= client
      .withRetries((session) => fetchInto(session, topics, epochOf, waitMs, only))
      .finally(() => {
        filling = undefined
      })
    return filling
  }

  /** Each partition's lane, at the offset to go on from. */
  const lanesFrom = async (topic: string, next: readonly number[]): Promise<Lane[]> => {
    const lanes = topics.get(topic) ?? Array.from({ length: await partitionsOf(topic) }, () => laneAt(0))
    topics.set(topic, lanes)
    lanes.forEach((lane, partition) => {
      const from = next[partition] ?? 0
      if (lane.next !== from) lanes[partition] = laneAt(from)
    })
    return lanes
  }

  return {
    async read(topic, next, limit) {
      await filling?.catch(() => undefined)
      let lanes = await lanesFrom(topic, next)
      if (lanes.every(isEmpty)) await fill(0, topic)
      lanes = topics.get(topic) ?? lanes
      const records: LoggedRecord[] = []
      for (const [partition, share] of fairShares(lanes.map(waiting), limit)) {
        const lane = lanes[partition] as Lane
        for (const record of lane.records.slice(lane.taken, lane.taken + share)) records.push(record)
        lane.taken += share
      }
      for (const lane of lanes) settle(lane)
      // What comes next is fetched while the caller works.
      if (lanes.some((lane) => lane.more && isEmpty(lane))) fill(0, topic).catch(() => undefined)
      return { records, next: lanes.map((lane) => lane.next) }
    },

    heldSince(topic) {
      const since = (topics.get(topic) ?? []).flatMap(({ held }) => (held ? [held.since] : []))
      return since.length === 0 ? null : Math.min(...since)
    },

    async waitForAppend(ms, signal) {
      const ended = AbortSignal.any([signal, client.closed])
      const until = performance.now() + ms
      const arrived = () => [...topics.values()].some((lanes) => lanes.some((lane) => !isEmpty(lane)))
      while (!ended.aborted && !arrived()) {
        const left = until - performance.now()
        if (left <= 0) return
        // A topic that was never read has no offset to wait at. If Kafka does not respond, the caller's next read reports it.
        const over = sleep(left, undefined, { signal: ended })
        const news = topics.size === 0 ? over : fill(Math.min(left, WAIT_MS)).catch(() => over)
        await Promise.race([news, over]).catch(() => undefined)
      }
    },
  }
}

function laneAt(next: number): Lane {
  return { next, records: [], taken: 0, reached: next, more: true, held: null }
}

function waiting({ records, taken }: Lane): number {
  return records.length - taken
}

function isEmpty(lane: Lane): boolean {
  return lane.next === lane.reached
}

/** Moves a lane on past what was taken; past its last record to where its answer ended. */
function settle(lane: Lane): void {
  const first = lane.records[lane.taken]
  lane.next = first ? first.offset : lane.reached
  if (first) return
  lane.records = []
  lane.taken = 0
}

/** One round of requests, one to each leader, for the lanes that hold nothing. */
async function fetchInto(
  session: Session,
  topics: ReadonlyMap<string, Lane[]>,
  epochOf: EpochOf,
  waitMs: number,
  only: string | undefined,
): Promise<void> {
  const asked = new Map<string, { lane: Lane; broker: Connection }>()
  const places = new Map<Connection, FetchPlace[]>()
  for (const [topic, lanes] of topics) {
    if (only !== undefined && topic !== only) continue
    for (const [broker, led] of await session.leaders(topic)) {
      for (const partition of led) {
        const lane = lanes[partition]
        if (!lane || !isEmpty(lane)) continue
        asked.set(`${topic}/${partition}`, { lane, broker })
        const place = { topic, partition, offset: lane.reached, maxBytes: FETCH_BYTES }
        places.set(broker, [...(places.get(broker) ?? []), place])
      }
    }
  }
  const requests = [...places].map(([broker, wanted]) => fetchBatches(broker, wanted, waitMs))
  for (const fetched of (await Promise.all(requests)).flat()) {
    const found = asked.get(`${fetched.topic}/${fetched.partition}`)
    // Where to read from may have changed meanwhile: then the lane is not the topic's any more, and nothing is read from it.
    if (!found) continue
    const { lane, broker } = found
    if (fetched.error === OFFSET_OUT_OF_RANGE) await moveToStart(session, fetched, lane)
    else if (fetched.error !== 0 && fetched.error !== CORRUPT_MESSAGE) throw kafkaErrorOf(fetched.error)
    else await takeIn(session, broker, lane, fetched, epochOf)
  }
}

async function takeIn(
  session: Session,
  broker: Connection,
  lane: Lane,
  fetched: Fetched,
  epochOf: EpochOf,
): Promise<void> {
  const { topic, partition } = fetched
  const taker: RecordTaker = {
    record: (record) => lane.records.push(loggedRecord(epochOf(topic, partition, record.offset), partition, record)),
    unreadable: (range) =>
      lane.records.push(unreadableRecord(epochOf(topic, partition, range.first), partition, range)),
  }
  const from = lane.reached
  const { next, stuck } = readBatches({ ...fetched, alone: false }, from, taker)
  const refused = fetched.error !== 0
  const end = refused ? await stableEnd(session, broker, fetched) : fetched.lastStable
  const withheld = next === from && from < end
  lane.reached = next
  if (stuck !== null || withheld) {
    const ask = (offset: number, maxBytes: number) => alone(broker, { topic, partition, offset, maxBytes })
    lane.reached = await readLargeOrDamagedBatch(ask, from, end, taker)
  }
  lane.more = lane.reached < end
  const withholds = !refused && lane.reached >= end && end < fetched.highWatermark
  if (!withholds) lane.held = null
  else if (lane.held?.at !== end) lane.held = { at: end, since: Date.now() }
}

async function alone(broker: Connection, place: FetchPlace): Promise<Fetched> {
  const [fetched] = await fetchBatches(broker, [place], 0)
  if (!fetched) throw new Error(`Kafka answers nothing about partition ${place.partition} of ${place.topic}`)
  return fetched
}

/** An answer that is an error does not say how far the partition goes. */
async function stableEnd(session: Session, broker: Connection, { topic, partition }: Fetched): Promise<number> {
  const offset = (await offsetsAt(session, topic, LATEST))[partition] ?? 0
  return (await alone(broker, { topic, partition, offset, maxBytes: 1 })).lastStable
}

/** What was to be read next is removed: it goes on with the first record that is kept. */
async function moveToStart(session: Session, { topic, partition }: Fetched, lane: Lane): Promise<void> {
  const start = (await offsetsAt(session, topic, EARLIEST))[partition] ?? 0
  if (start > lane.reached) lane.reached = start
}
