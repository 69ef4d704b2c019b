import { parseWindowName } from '@shared/model/window'
import { InvalidArgumentError } from 'commander'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `90s`, `3m`, `1h`. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  const unit = UNITS[match?.[2] ?? '']
  if (!match || !unit) throw new InvalidArgumentError('enter a number with a unit: 90s, 3m, 1h')
  return Number(match[1]) * unit
}

export function whole(max: number) {
  return (text: string) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < 0 || value > max) {
      throw new InvalidArgumentError(`enter a whole number from 0 to ${max}`)
    }
    return value
  }
}

export function windowOrLatest(text: string): string {
  if (text === 'latest' || parseWindowName(text) !== null) return text
  throw new InvalidArgumentError('enter "latest", or a window as YYYY-MM-DD_HH-MM, UTC')
}
