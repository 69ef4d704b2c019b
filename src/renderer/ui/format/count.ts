const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const shorter = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

/** 120214 → "120,214" */
export function formatCount(n: number): string {
  return whole.format(n)
}

/** 1943210 → "1.94M": for places where a whole number would not fit. */
export function formatShort(n: number, digits: 2 | 3 = 3): string {
  return (digits === 3 ? short : shorter).format(n).replace('K', 'k')
}
