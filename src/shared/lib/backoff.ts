/** The pause after this many failures in a row (from 1 on). `pauses` grow; the last one repeats. */
export function backoff(failures: number, pausesMs: readonly [number, ...number[]]): number {
  return pausesMs[Math.min(Math.max(failures, 1), pausesMs.length) - 1] ?? pausesMs[0]
}
