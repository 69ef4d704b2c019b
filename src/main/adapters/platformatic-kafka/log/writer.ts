import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LogRecord, SourceMark } from '@main/ports/event-log'
import { planBatch } from '@main/ports/log-batch'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { FaultError } from '@shared/model/fault'
import type { WindowStart } from '@shared/model/window'
import { type KafkaClient, PATIENCE_MS } from '../client/client'
import { isFenced, kafkaFault, remedyFor } from '../client/kafka-errors'
import { mostBytes } from '../wire/write-batch'
import { roundsOf } from './append-batches'
import type { Changelog } from './changelog'
import type { ChangelogEntry } from './changelog-entry'
import type { Retention } from './retention'
import { initProducer, type TransactionalProducer, Undecided } from './transaction'

export interface Writer {
  append(topic: string, records: readonly LogRecord[], mark?: SourceMark): Promise<void>
  progress(source: string): Promise<string | null>
  /** Nothing may append to the topic meanwhile. */
  beginEpoch(entry: ChangelogEntry & { kind: 'epoch' }): Promise<void>
  /** The counts of the topic's windows are void. */
  voidCounts(topic: string): Promise<void>
}

/** An append as its caller made it; a retry passes the same object. */
interface Attempt {
  readonly records: readonly LogRecord[]
  readonly mark: SourceMark | undefined
  readonly note?: ChangelogEntry & { kind: 'epoch' | 'cleared' }
}

const PAUSE_MS = 100
const NO_RECORDS: readonly LogRecord[] = []

/**
 * Appends in Kafka's transactions. Each of them also says in the changelog whose the log is and how many appends that makes, so
 * that after a commit without an answer the log itself tells whether it happened; and whether another writer has come since.
 */
export function createWriter(
  client: KafkaClient,
  transactionalId: string,
  changelog: Changelog,
  retention: Retention,
  partitionsOf: (topic: string) => Promise<number>,
): Writer {
  const claim = randomUUID()
  const inTurn = oneAtATime()
  const { state } = changelog
  let producer: TransactionalProducer | null = null
  let claimed = false
  let undecided: (Attempt & { readonly appends: number }) | null = null
  /** An append that failed because no answer came, but that was committed. */
  let committedAfterAll: Attempt | null = null

  const refuseIfTaken = () => {
    if (claimed && state.writer?.claim !== claim) throw new FaultError({ code: 'log-taken', address: client.address })
  }

  const ready = async (): Promise<TransactionalProducer> => {
    if (producer) return producer
    if (claimed) {
      // Another writer is not to be fenced in its turn.
      await changelog.catchUp()
      refuseIfTaken()
    }
    const made = await initProducer(client, transactionalId)
    await changelog.catchUp()
    if (undecided && state.writer?.claim === claim && state.writer.appends >= undecided.appends) {
      committedAfterAll = undecided
      claimed = true
    }
    undecided = null
    refuseIfTaken()
    producer = made
    return made
  }

  const append = async (topic: string, attempt: Attempt): Promise<void> => {
    const { records, mark, note } = attempt
    const plan = planBatch(records, await partitionsOf(topic), (record) => mostBytes(record))
    const commit = await ready()
    const settled = committedAfterAll
    committedAfterAll = null
    if (settled && settled.records === records && settled.mark === mark) return
    await retention.make(topic, plan.bytes)
    const appends = (state.writer?.appends ?? 0) + 1
    const entries: ChangelogEntry[] = [{ kind: 'writer', claim, appends }]
    if (records.length > 0) {
      const { appended, bytes } = state.topic(topic)
      entries.push({ kind: 'topic', topic, appended: appended + records.length, bytes: bytes + plan.bytes })
    }
    const produced: ReadonlyMap<WindowStart, number> = mark?.produced ?? new Map()
    for (const start of new Set([...plan.logged.keys(), ...produced.keys()])) {
      const before = state.window(topic, start)
      entries.push({
        kind: 'window',
        topic,
        start,
        produced: before.produced + (produced.get(start) ?? 0),
        logged: before.logged + (plan.logged.get(start) ?? 0),
        epoch: state.epochs(topic).at(-1)?.epoch ?? 0,
      })
    }
    if (note) entries.push(note)
    if (mark) entries.push({ kind: 'progress', source: mark.id, progress: mark.progress })
    const rounds = roundsOf(topic, records, plan, changelog.topic, entries)
    const answers = await commit.commit(rounds).catch((thrown) => {
      if (thrown instanceof Undecided) undecided = { ...attempt, appends }
      producer = null
      throw thrown
    })
    claimed = true
    for (const [i, round] of rounds.entries()) {
      const batch = round.find((batch) => 'entries' in batch)
      const place = answers[i]?.find((answer) => answer.topic === changelog.topic)
      if (batch && 'entries' in batch && place) changelog.applyOwn(batch.entries, place.baseOffset)
    }
    retention.taken(topic, plan.bytes)
  }

  /** Retries from the start after a failure in the middle: the next producer aborts the transaction, or finds it committed. */
  const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
    for (const until = performance.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
      try {
        return await work()
      } catch (thrown) {
        const passing = thrown instanceof Undecided || isFenced(thrown) || remedyFor(thrown) !== 'final'
        if (passing && performance.now() < until && !client.closed.aborted) continue
        throw kafkaFault(thrown instanceof Undecided ? thrown.cause : thrown, client.address)
      }
    }
  }

  const write = (note: ChangelogEntry & { kind: 'epoch' | 'cleared' }) =>
    inTurn(() => persistently(() => append(note.topic, { records: NO_RECORDS, mark: undefined, note })))

  return {
    append: (topic, records, mark) => inTurn(() => persistently(() => append(topic, { records, mark }))),
    beginEpoch: (entry) => write(entry),
    voidCounts: (topic) => write({ kind: 'cleared', topic }),
    progress: (source) =>
      inTurn(() =>
        persistently(async () => {
          // An earlier writer may just be committing: only after it is fenced is the answer final.
          await ready().catch((thrown) => {
            if (!isTaken(thrown)) throw thrown
          })
          await changelog.catchUp()
          return state.progress(source)
        }),
      ),
  }
}

function isTaken(thrown: unknown): boolean {
  return thrown instanceof FaultError && thrown.fault.code === 'log-taken'
}
