import type { TopicAdmin } from '@main/ports/topic-admin'
import { FaultError } from '@shared/model/fault'
import { kafkaErrorOf } from '../client/kafka-errors'
import type { Session } from '../client/session'
import type { TopicCheckingClient } from '../client/topic-checking-client'
import { fetchBatches } from '../wire/fetch'
import { LATEST, offsetsAt } from '../wire/offsets'
import { readBatches } from '../wire/read-batches'
import { type ChangelogEntry, decodeEntry } from './changelog-entry'
import { type ChangelogState, createChangelogState } from './changelog-state'
import { coalesceCalls } from './coalesce-calls'
import { CHANGELOG_TOPIC, ensureTopic, partitionsIfAny } from './topics'

const FETCH_BYTES = 4 << 20
const FETCH_WAIT_MS = 50
/** What is not decided by then was not acknowledged to anybody: its writer is gone, or has only begun. */
const UNDECIDED_MS = 1_000

/** The compacted topic beside the data, whose records are appended in the same transactions; and what it says. */
export interface Changelog {
  readonly topic: string
  readonly state: ChangelogState
  /** Resolves once the state holds whatever was acknowledged before this call. */
  catchUp(): Promise<void>
  /** Takes in what the writer of this very log has committed, without reading it back. */
  applyOwn(entries: readonly ChangelogEntry[], baseOffset: number): void
}

/** `readOnly`: a topic that does not exist is not created, and says nothing. */
export function openChangelog(
  client: TopicCheckingClient,
  admin: TopicAdmin,
  topic: string,
  readOnly = false,
): Changelog {
  const state = createChangelogState()
  let ensured: Promise<void> | undefined
  const ensure = () => {
    ensured ??= ensureTopic(client, admin, { topic, partitions: 1, config: CHANGELOG_TOPIC }).then(
      () => client.watch(topic),
      (thrown) => {
        ensured = undefined
        throw thrown
      },
    )
    return ensured
  }

  const readOn = async (session: Session): Promise<void> => {
    const [end] = await offsetsAt(session, topic, LATEST)
    const [broker] = [...(await session.leaders(topic)).keys()]
    if (!broker) throw kafkaErrorOf(LEADER_NOT_AVAILABLE)
    let until = performance.now() + UNDECIDED_MS
    while (state.position < (end ?? 0) && performance.now() < until) {
      // An append of this log may move the position on while the answer is on its way.
      const from = state.position
      const place = { topic, partition: 0, offset: from, maxBytes: FETCH_BYTES }
      const [fetched] = await fetchBatches(broker, [place], FETCH_WAIT_MS)
      if (!fetched) continue
      if (fetched.error !== 0) throw kafkaErrorOf(fetched.error)
      const { next, stuck } = readBatches({ ...fetched, alone: true }, from, {
        record(record) {
          const { bytes, keyAt, keyEnd, valueAt, valueEnd, offset, intact } = record
          if (!intact) throw damaged(topic, offset, 'its bytes do not match their checksum')
          state.apply(decodeEntry(bytes.subarray(keyAt, keyEnd), bytes.subarray(valueAt, valueEnd)), offset)
        },
        unreadable({ first, reason }) {
          throw damaged(topic, first, reason)
        },
      })
      if (stuck !== null) throw damaged(topic, from, stuck)
      state.position = Math.max(state.position, next)
      if (state.position > from) until = performance.now() + UNDECIDED_MS
    }
  }

  return {
    topic,
    state,
    catchUp: coalesceCalls(async () => {
      if (readOnly && (await client.withRetries((session) => partitionsIfAny(session, topic))) === null) return
      await ensure()
      await client.withRetries(readOn)
    }),
    applyOwn(entries, baseOffset) {
      entries.forEach((entry, i) => {
        state.apply(entry, baseOffset + i)
      })
    },
  }
}

/** What it says is not to be guessed: it tells what was acknowledged. */
function damaged(topic: string, offset: number, reason: string): FaultError {
  return new FaultError({ code: 'log-damaged', file: topic, reason: `at offset ${offset}: ${reason}` })
}

const LEADER_NOT_AVAILABLE = 5
