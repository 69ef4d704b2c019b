/** The share of a job that is done, 0 to 1; null when the amount is not known. */
export type Share = number | null

/** For the dock or the taskbar: -1 shows nothing, above 1 shows movement without an amount (electronjs.org/docs/latest/api/browser-window). */
export function progressOf(running: readonly Share[]): number {
  if (running.length === 0) return -1
  const known = running.flatMap((share) => (share === null || !Number.isFinite(share) ? [] : [clamp(share)]))
  if (known.length === 0) return 2
  return known.reduce((sum, share) => sum + share, 0) / known.length
}

function clamp(share: number): number {
  return Math.min(Math.max(share, 0), 1)
}

/** The number of open incidents in words; empty without any. */
export function openIncidents(count: number): string {
  return count === 0 ? '' : `${count.toLocaleString('en')} open incident${count === 1 ? '' : 's'}`
}
