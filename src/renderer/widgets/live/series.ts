/** One line or area of a live chart: the key of its values, its name and its colour. */
export interface Series {
  readonly key: string
  readonly label: string
  readonly color: string
}

export const HUES = 5
export const OTHER: Series = { key: 'other', label: 'Other', color: 'var(--hue-other)' }

/** `type` → hue, for the types with their own colour; the rest is "Other". */
export type HuedTypes = ReadonlyMap<string, number>

/**
 * The types with most events get the hues. A type keeps its hue while it is among them, so that no colour changes its meaning
 * while you watch; `listed` types (the dataset's own order) always have theirs.
 */
export function giveHues(
  before: HuedTypes,
  volumes: ReadonlyMap<string, number>,
  listed: readonly string[],
): HuedTypes {
  const own = listed.slice(0, HUES)
  const byVolume = [...volumes.keys()]
    .filter((type) => !own.includes(type))
    .sort((a, b) => (volumes.get(b) ?? 0) - (volumes.get(a) ?? 0) || a.localeCompare(b))
  const chosen = byVolume.slice(0, HUES - own.length)
  const hues = new Map(own.map((type, i) => [type, i]))
  for (const type of chosen) {
    const hue = before.get(type)
    if (hue !== undefined && ![...hues.values()].includes(hue)) hues.set(type, hue)
  }
  const taken = new Set(hues.values())
  const free = Array.from({ length: HUES }, (_, i) => i).filter((hue) => !taken.has(hue))
  for (const type of chosen) if (!hues.has(type)) hues.set(type, free.shift() ?? 0)
  return hues
}

/** The chart's series, by hue; "Other" last, if any type has no hue. */
export function seriesOf(
  hues: HuedTypes,
  types: Iterable<string>,
  labelOf: (type: string) => string,
): readonly Series[] {
  const shown = [...hues].sort(([, a], [, b]) => a - b)
  const series = shown.map(([type, hue]) => ({ key: `hue${hue}`, label: labelOf(type), color: `var(--hue-${hue})` }))
  return [...types].some((type) => !hues.has(type)) ? [...series, OTHER] : series
}

/** The key of a type's values in a chart's rows. */
export function keyOf(hues: HuedTypes, type: string): string {
  const hue = hues.get(type)
  return hue === undefined ? OTHER.key : `hue${hue}`
}
