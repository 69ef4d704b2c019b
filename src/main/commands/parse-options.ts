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

/** Epoch ms of a date or time; without a zone it is UTC. */
export function moment(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text)
  const ms = match ? Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`) : Number.NaN
  if (Number.isNaN(ms))
    throw new InvalidArgumentError('enter a date or a time, such as 2026-11-23 or 2026-11-23T17:03Z')
  return ms
}

export function windowOrLatest(text: string): string {
  if (text === 'latest' || parseWindowName(text) !== null) return text
  throw new InvalidArgumentError('enter "latest", or a window as YYYY-MM-DD_HH-MM, UTC')
}
