import type { LogRecord } from '@main/ports/event-log'
import type { BatchPlan } from '@main/ports/log-batch'
import type { PartitionBatch } from '../wire/produce'
import { mostBytes, type WireRecord } from '../wire/write-batch'
import { type ChangelogEntry, encodeEntry } from './changelog-entry'

/** A batch is closed once it reaches this size: half of what our topics take at most. */
const BATCH_BYTES = 1_000_000

export type Unsent = Omit<PartitionBatch, 'firstSequence'>

/** A changelog's batch, and the entries in it. */
export type ChangelogBatch = Unsent & { readonly entries: readonly ChangelogEntry[] }

/** A part of an append; a request takes one batch of each partition, so large appends take several. */
export type Round = readonly (Unsent | ChangelogBatch)[]

/** The batches of an append, in rounds. */
export function roundsOf(
  topic: string,
  records: readonly LogRecord[],
  plan: BatchPlan,
  changelog: string,
  entries: readonly ChangelogEntry[],
): Round[] {
  const rounds: (Unsent | ChangelogBatch)[][] = []
  const add = (round: number, batch: Unsent | ChangelogBatch) => {
    const batches = rounds[round] ?? []
    batches.push(batch)
    rounds[round] = batches
  }
  for (let partition = 0; partition + 1 < plan.starts.length; partition++) {
    const [from, to] = [plan.starts[partition] as number, plan.starts[partition + 1] as number]
    const at = (i: number) => records[plan.order[from + i] as number] as LogRecord
    for (const [round, { first, count, bytes }] of slices(to - from, at).entries()) {
      add(round, { topic, partition, count, recordAt: (i) => at(first + i), mostBytes: bytes })
    }
  }
  const encoded = entries.map(encodeEntry)
  const at = (i: number) => encoded[i] as WireRecord
  for (const [round, { first, count, bytes }] of slices(encoded.length, at).entries()) {
    const batch = { topic: changelog, partition: 0, count, recordAt: (i: number) => at(first + i), mostBytes: bytes }
    add(round, { ...batch, entries: entries.slice(first, first + count) })
  }
  return rounds
}

function slices(count: number, at: (index: number) => WireRecord): { first: number; count: number; bytes: number }[] {
  const found: { first: number; count: number; bytes: number }[] = []
  let [first, bytes] = [0, 0]
  for (let i = 0; i < count; i++) {
    bytes += mostBytes(at(i))
    if (bytes < BATCH_BYTES && i < count - 1) continue
    found.push({ first, count: i + 1 - first, bytes })
    ;[first, bytes] = [i + 1, 0]
  }
  return found
}
