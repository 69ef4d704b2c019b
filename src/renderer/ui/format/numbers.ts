const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const shorter = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** 120214 → "120,214" */
export function formatCount(n: number): string {
  return whole.format(n)
}

/** 1943210 → "1.94M": where a whole number would not fit. */
export function formatShort(n: number, digits: 2 | 3 = 3): string {
  return (digits === 3 ? short : shorter).format(n).replace('K', 'k')
}

/** 1943210 → 1900000: what follows the first two digits is no more exact than a guess. */
export function roundToTwoDigits(n: number): number {
  if (n < 10) return Math.round(n)
  const unit = 10 ** (Math.floor(Math.log10(n)) - 1)
  return Math.round(n / unit) * unit
}

const SUFFIXES = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
])
const rules = new Intl.PluralRules('en', { type: 'ordinal' })

/** 3 → "3rd" */
export function formatOrdinal(n: number): string {
  return `${n}${SUFFIXES.get(rules.select(n)) ?? 'th'}`
}

/** 0.0555 → "5.6 %"; a value above zero never reads as zero. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  return `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)} %`
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** 412000000 → "412 MB" */
export function formatBytes(bytes: number): string {
  const { value, unit } = split(bytes)
  return `${value} ${unit}`
}

/** A part of a whole, "118 of 190 MB"; if the units differ, each number has its own. */
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
