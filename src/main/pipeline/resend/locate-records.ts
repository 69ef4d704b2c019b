import type { FlowPorts } from '@main/ports'
import type { SentLetter } from '@main/ports/letter-resends'
import type { DatasetName } from '@shared/model/dataset'
import { fingerprintOf, type ResendProgress } from './resend-progress'

const READ = 5_000
const PAUSE_MS = 50

/**
 * Where the records of a batch are in the log. Equal records get their places in order. A record that retention has removed since has none.
 * Waits for records that the log still withholds; throws when the signal aborts.
 */
export async function locateRecords(
  { log, clock }: Pick<FlowPorts, 'log' | 'clock'>,
  topic: DatasetName,
  { from, letters }: ResendProgress,
  signal: AbortSignal,
): Promise<SentLetter[]> {
  const wanted = new Map<string, number[]>()
  for (const { id, fingerprint } of letters) wanted.set(fingerprint, [...(wanted.get(fingerprint) ?? []), id])
  const found: SentLetter[] = []
  let next: readonly number[] = from
  while (found.length < letters.length) {
    signal.throwIfAborted()
    const { start } = await log.offsets(topic)
    const pruned = start.some((first, partition) => first > (from[partition] ?? 0))
    const read = await log.read(
      topic,
      next.map((offset, partition) => Math.max(offset, start[partition] ?? 0)),
      READ,
    )
    for (const record of read.records) {
      const id = record.foreign ? undefined : wanted.get(fingerprintOf(record))?.shift()
      const { epoch, partition, offset, eventTime } = record
      if (id !== undefined) found.push({ id, place: { epoch, partition, offset }, eventTime })
    }
    const atEnd = read.records.length === 0 && read.next.every((offset, partition) => offset === next[partition])
    next = read.next
    if (!atEnd) continue
    if (pruned) return [...found, ...[...wanted.values()].flat().map((id) => ({ id, place: null, eventTime: 0 }))]
    await clock.sleep(PAUSE_MS, signal)
  }
  return found
}
