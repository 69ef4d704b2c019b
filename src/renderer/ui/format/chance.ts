const MINUTES = [
  { name: 'year', minutes: 525_600 },
  { name: 'month', minutes: 43_800 },
  { name: 'day', minutes: 1_440 },
  { name: 'hour', minutes: 60 },
] as const

const BILLION_YEARS = 525_600e9
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

/** How rarely chance alone makes a window (a minute) like this one: "once in 4 years". */
export function formatChance(pValue: number): string {
  const minutes = 1 / pValue
  if (minutes >= BILLION_YEARS) return 'less than once in a billion years'
  const unit = MINUTES.find((one) => minutes >= one.minutes)
  if (!unit) return `once in ${short.format(minutes)} minutes`
  const count = Number((minutes / unit.minutes).toPrecision(2))
  if (count >= 1e6) return `once in ${short.format(count / 1e6)} million years`
  return count === 1
    ? `once in a${unit.name === 'hour' ? 'n' : ''} ${unit.name}`
    : `once in ${short.format(count)} ${unit.name}s`
}
