/** Parts done of parts to do. `share` is null when the amount is not known. */
export interface Progress {
  readonly share: number | null
}

/** For the dock or the taskbar: -1 shows nothing, above 1 shows movement without an amount (electronjs.org/docs/latest/api/browser-window). */
export function progressOf(running: readonly Progress[]): number {
  if (running.length === 0) return -1
  const known = running.flatMap(({ share }) => (share === null || !Number.isFinite(share) ? [] : [clamp(share)]))
  if (known.length === 0) return 2
  return known.reduce((sum, share) => sum + share, 0) / known.length
}

function clamp(share: number): number {
  return Math.min(Math.max(share, 0), 1)
}

/** The number of open incidents on the icon, with its words for Windows, where it is a picture. */
export function badgeOf(openIncidents: number): { readonly count: number; readonly words: string } {
  const words =
    openIncidents === 0 ? '' : `${openIncidents.toLocaleString('en')} open incident${openIncidents === 1 ? '' : 's'}`
  return { count: openIncidents, words }
}
