const MS_OF = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1_000, sec: 1_000 } as const
export type DurationUnit = 's' | 'ms' | 'us' | 'ns'
const WITH_UNIT = /^(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|sec)$/
const NUMBER = /^\d+(?:\.\d+)?$/

/**
 * A duration in milliseconds, or null. A unit in the text counts more than the given one; without either, the text is no
 * duration. Of a list (`0.003, 0.004`: one value for each server that was tried) it is the sum.
 */
export function durationMs(text: string, unit: DurationUnit | null): number | null {
  if (text.includes(',')) {
    const parts = text.split(',').map((part) => durationMs(part.trim(), unit))
    return parts.reduce((sum, part) => (sum === null || part === null ? null : round(sum + part)), 0)
  }
  const match = WITH_UNIT.exec(text)
  if (match) return round(Number(match[1]) * MS_OF[match[2] as keyof typeof MS_OF])
  return unit !== null && NUMBER.test(text) ? round(Number(text) * MS_OF[unit]) : null
}

/** Multiplying decimals adds digits that were never measured: nanoseconds are enough. */
function round(ms: number): number {
  return Math.round(ms * 1e6) / 1e6
}
