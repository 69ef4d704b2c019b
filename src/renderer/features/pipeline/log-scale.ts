const DECADES = 6

/** The slider's place (0–100) for a rate from 1 to 1,000,000: every decade takes the same room. */
export function placeOfRate(rate: number): number {
  return (Math.log10(Math.max(1, rate)) / DECADES) * 100
}

/** The rate at a slider's place, rounded to two digits as a person would say it. */
export function rateAtPlace(place: number): number {
  const rate = 10 ** ((place / 100) * DECADES)
  const digit = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 1)
  return Math.max(1, Math.round(rate / digit) * digit)
}
