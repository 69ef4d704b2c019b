interface Offsets {
  readonly start: readonly number[]
  readonly end: readonly number[]
}

/** The number of offsets that a log keeps of a topic, of which some may hold no record. */
export function keptOffsets({ start, end }: Offsets): number {
  return end.reduce((sum, offset, partition) => sum + offset - (start[partition] ?? 0), 0)
}
