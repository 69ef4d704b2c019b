const DECADES = 6

/** The slider's position (0–100) for a rate from 1 to 1,000,000: every decade has the same width. */
export function positionOfRate(rate: number): number {
  return (Math.log10(Math.max(1, rate)) / DECADES) * 100
}

/** The rate at a position of the slider, rounded to two digits. */
export function rateAtPosition(position: number): number {
  const rate = 10 ** ((position / 100) * DECADES)
  const digit = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 1)
  return Math.max(1, Math.round(rate / digit) * digit)
}
