import { type WindowStart, windowOf } from '@shared/model/window'

/**
 * The number of records of each window in a block: pairs of start and count (f64 each). It is stored next to the block's bytes, so that a
 * damaged record can still be assigned to the window that counted it. Null when the block's first and last time already identify the
 * window.
 */
export function windowsOf(times: Iterable<number>, minTime: number, maxTime: number): Uint8Array | null {
  if (windowOf(minTime) === windowOf(maxTime)) return null
  const counts = new Map<WindowStart, number>()
  for (const time of times) counts.set(windowOf(time), (counts.get(windowOf(time)) ?? 0) + 1)
  return new Uint8Array(Float64Array.from([...counts].flat()).buffer)
}

/**
 * The windows of a block's damaged records, in order: the block's counts minus its intact records. Null when the counts do not match the
 * block: they are damaged too, or an earlier version wrote the block without them.
 */
export function windowsLeft(
  windows: Uint8Array | null,
  intactTimes: readonly number[],
  damaged: number,
): WindowStart[] | null {
  if (windows === null || windows.length % 16 !== 0) return null
  const numbers = new Float64Array(windows.slice().buffer)
  const left = new Map<WindowStart, number>()
  for (let i = 0; i < numbers.length; i += 2) left.set(numbers[i] as number, numbers[i + 1] as number)
  for (const time of intactTimes) left.set(windowOf(time), (left.get(windowOf(time)) ?? 0) - 1)
  const counts = [...left].sort(([a], [b]) => a - b)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  if (total !== damaged || counts.some(([, count]) => count < 0 || !Number.isInteger(count))) return null
  return counts.flatMap(([start, count]) => new Array<WindowStart>(count).fill(start))
}
