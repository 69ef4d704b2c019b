/** The time of a `PrintedLine`, moved back by this many seconds. */
export function secondsBefore(time: string, seconds: number): string {
  const dot = time.indexOf('.')
  return `${Math.max(0, Number(time.slice(0, dot)) - seconds)}${time.slice(dot)}`
}

/** Epoch milliseconds of a `PrintedLine`'s time. */
export function epochMs(time: string): number {
  const dot = time.indexOf('.')
  return Number(time.slice(0, dot)) * 1_000 + Number(time.slice(dot + 1, dot + 4))
}
