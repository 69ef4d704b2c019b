const DURATION_UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}
const BYTE_UNITS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }

/** Milliseconds of `90s`, `1m30s`, `500ms`; null when the text is not a duration. */
export function durationMs(text: string): number | null {
  if (!/^(\d+(\.\d+)?(us|ms|s|m|h))+$/.test(text)) return null
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)
  return [...parts].reduce((sum, [, number, unit]) => sum + Number(number) * (DURATION_UNITS[unit ?? ''] ?? 0), 0)
}

/** Bytes of `512m`, `1gb`, `1.5G`, or a plain number of bytes; null when it is none. */
export function byteCount(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([bkmg])?b?$/i.exec(text)
  if (!match) return null
  return Math.round(Number(match[1]) * (BYTE_UNITS[(match[2] ?? 'b').toLowerCase()] ?? 1))
}
