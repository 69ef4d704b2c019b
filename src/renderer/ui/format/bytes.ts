const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** 412000000 → "412 MB" */
export function formatBytes(bytes: number): string {
  const { value, unit } = split(bytes)
  return `${value} ${unit}`
}

/** A part of a whole, "118 of 190 MB"; each has a unit of its own where they differ. */
export function formatBytesOf(part: number, whole: number): string {
  const first = split(part)
  const second = split(whole)
  return first.unit === second.unit
    ? `${first.value} of ${second.value} ${second.unit}`
    : `${first.value} ${first.unit} of ${second.value} ${second.unit}`
}

function split(bytes: number): { value: string; unit: string } {
  let value = bytes
  let step = 0
  while (value >= 999.5 && step < UNITS.length - 1) {
    value /= 1_000
    step++
  }
  return { value: step === 0 || value >= 99.5 ? `${Math.round(value)}` : value.toFixed(1), unit: UNITS[step] ?? '' }
}
