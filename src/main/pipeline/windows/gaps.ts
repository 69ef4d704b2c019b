import type { WindowGap } from '@shared/model/reanalysis'
import { MINUTE_MS, type WindowStart } from '@shared/model/window'

/** The newest gaps between windows, newest first. */
export function gapsBetween(windows: Iterable<WindowStart>, limit: number): WindowGap[] {
  const sorted = [...windows].sort((a, b) => b - a)
  const gaps: WindowGap[] = []
  for (let i = 1; i < sorted.length && gaps.length < limit; i++) {
    const [later, earlier] = [sorted[i - 1] as number, sorted[i] as number]
    const from = earlier + MINUTE_MS
    if (from < later) gaps.push({ from, to: later, windows: (later - from) / MINUTE_MS })
  }
  return gaps
}
