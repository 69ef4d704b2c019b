/**
 * Which hypotheses to reject so that the expected share of false rejections is at most the sum of the levels. Each test has a
 * share of that sum, chosen before the data (a weight).
 */
export function benjaminiHochberg(tests: readonly { readonly p: number; readonly level: number }[]): boolean[] {
  const ratios = tests.map(({ p, level }) => (level > 0 ? p / level : Number.POSITIVE_INFINITY))
  const sorted = [...ratios].sort((a, b) => a - b)
  let limit = Number.NEGATIVE_INFINITY
  for (const [i, ratio] of sorted.entries()) if (ratio <= i + 1) limit = ratio
  return ratios.map((ratio) => ratio <= limit)
}
