/**
 * One life of a topic, like Kafka's leader epochs. An offset alone does not identify a record: a log that was deleted, replaced or restored
 * uses the same offsets again, but never within the same epoch.
 */
export interface LogEpoch {
  /** A safe integer that no other epoch of any log has. 0 is for records from before epochs existed. */
  readonly epoch: number
  /** Per partition: its first offset. */
  readonly since: readonly number[]
}

/** The offsets of one partition that belong to an epoch, `to` excluded; Infinity for the epoch that is still growing. */
export interface EpochRange {
  readonly epoch: number
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** The epoch of a record: the last one that began at or before it. `epochs` are oldest first. */
export function epochAt(epochs: readonly LogEpoch[], partition: number, offset: number): number {
  for (let i = epochs.length - 1; i > 0; i--) {
    const { epoch, since } = epochs[i] as LogEpoch
    if ((since[partition] ?? 0) <= offset) return epoch
  }
  return epochs[0]?.epoch ?? 0
}

/** The range of each epoch, oldest epoch first, without empty ranges. */
export function epochRanges(epochs: readonly LogEpoch[]): EpochRange[] {
  return epochs.flatMap(({ epoch, since }, i) =>
    since.flatMap((first, partition) => {
      const from = i === 0 ? 0 : first
      const to = epochs[i + 1]?.since[partition] ?? Number.POSITIVE_INFINITY
      return from < to ? [{ epoch, partition, from, to }] : []
    }),
  )
}

/** Whether the position belongs to this log: another log, or a later life of an older copy, may have used the same offset. */
export function isOfLog(
  epochs: readonly LogEpoch[],
  { epoch, partition, offset }: { readonly epoch: number; readonly partition: number; readonly offset: number },
): boolean {
  return epochs.some((known) => known.epoch === epoch) && epochAt(epochs, partition, offset) === epoch
}

/**
 * Whether a position is beyond the current log's end of the same epoch. False for epochs of other logs, which are not counted with this
 * one.
 */
export function isLost(
  epochs: readonly LogEpoch[],
  end: readonly number[],
  { epoch, partition, offset }: { readonly epoch: number; readonly partition: number; readonly offset: number },
): boolean {
  if (!epochs.some((known) => known.epoch === epoch)) return false
  return offset >= (end[partition] ?? 0) || epochAt(epochs, partition, offset) !== epoch
}
